public import CKernels

/// Which of the kernels' vector widths is used. All give the same bits.
public struct InstructionSet: Sendable {
    private nonisolated(unsafe) let pointer: UnsafePointer<Kernels>

    /// The widest that this machine has.
    public static let widest = InstructionSet(kernels_best())
    /// By name (see `names`), or nil if this machine has not got it.
    public init?(named name: String) {
        guard let kernels = kernels_named(name) else { return nil }
        self.init(kernels)
    }
    private init(_ pointer: UnsafePointer<Kernels>) { self.pointer = pointer }

    public static let names = ["avx512", "avx2", "fma", "portable"]
    public var name: String { String(cString: pointer.pointee.name) }
    public var lanes: Int { Int(pointer.pointee.lanes) }
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
