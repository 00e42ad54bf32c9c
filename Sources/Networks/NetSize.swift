import Declarations

/// How large a net is, computed without making it. In Double: the product of a few declared numbers may exceed every integer.
public struct NetSize: Sendable, Equatable {
    /// Numbers among the weights and running statistics.
    public var parameters: Double
    /// Numbers that a forward pass over one batch leaves for the passes after it.
    public var activations: Double
    /// The most of either that a net may have, 2^31: eight gigabytes.
    public static let limit = 0x1p31

    /// The size of a net with these two counts.
    public init(parameters: Double, activations: Double) { (self.parameters, self.activations) = (parameters, activations) }

    /// Throws `Invalid` for the property `architecture` or `batch` of a declaration that holds both, if the net is beyond the limit.
    public func validate() throws {
        func count(_ number: Double) -> String { number < 1e15 ? "\(Int(number))" : "\(number)" }
        if !(parameters <= Self.limit) {
            throw Invalid("architecture", expected: "a net of at most \(count(Self.limit)) parameters (it has \(count(parameters)))")
        }
        if !(activations <= Self.limit) {
            throw Invalid(
                "batch",
                expected: "small enough for this net: it would keep \(count(activations)) activations, and \(count(Self.limit)) are the limit")
        }
    }
}
