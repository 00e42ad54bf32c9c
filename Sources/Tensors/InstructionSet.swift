public import CKernels

/// One of the kernels' vector widths. All give the same bits.
public struct InstructionSet: Sendable, CustomStringConvertible {
    private nonisolated(unsafe) let pointer: UnsafePointer<Kernels>

    /// The widest that this machine supports.
    public static let widest = InstructionSet(kernels_best())
    /// By name (see `names`), or nil if this machine does not support it.
    public init?(named name: String) {
        guard let kernels = kernels_named(name) else { return nil }
        self.init(kernels)
    }
    private init(_ pointer: UnsafePointer<Kernels>) { self.pointer = pointer }

    /// All widths, the widest first.
    public static let names = ["avx512", "avx2", "fma", "portable"]
    /// The widths that this machine supports, the widest first.
    public static var available: [InstructionSet] { names.compactMap { InstructionSet(named: $0) } }
    /// Those of `available` that multiply and add in one instruction: on x86-64 all but `portable`, which calls a slow library function.
    public static var fused: [InstructionSet] { available.count > 1 ? available.filter { $0.name != "portable" } : available }

    /// One of `names`.
    public var name: String { String(cString: pointer.pointee.name) }
    /// The name.
    public var description: String { name }
    /// Floats in a vector.
    public var lanes: Int { Int(pointer.pointee.lanes) }
    /// The C functions.
    public var kernels: Kernels { pointer.pointee }

    /// Output channels that the convolution kernels compute at once, of `outputs` in all.
    public func tile(_ outputs: Int) -> Int { Int(kernels_tile(pointer, Int32(outputs))) }

    /// The widest kernels, no wider than these, whose lanes divide each of `channels` (multiples of 4).
    public func fitting(_ channels: Int...) -> InstructionSet {
        var fit = pointer
        while !channels.allSatisfy({ $0 % Int(fit.pointee.lanes) == 0 }) {
            guard let narrower = kernels_narrower(fit) else { preconditionFailure("channels must be multiples of 4, not \(channels)") }
            fit = narrower
        }
        return InstructionSet(fit)
    }
}
