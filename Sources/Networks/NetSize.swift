import Declarations

/// The size of a net, computed without making it. In Double, because the product of a few declared numbers may overflow an integer.
public struct NetSize: Sendable, Equatable {
    /// The number of weights and running statistics.
    public var parameters: Double
    /// The number of values that a forward pass over one batch keeps for later passes.
    public var activations: Double
    /// The limit of either, 2^31: eight gigabytes.
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
                expected: "small enough for this net: it would keep \(count(activations)) activations; the limit is \(count(Self.limit))")
        }
    }
}
