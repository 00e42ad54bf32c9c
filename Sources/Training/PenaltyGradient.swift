public import Declarations

/// How the norms of the penalties, and their gradients with respect to the weights, are computed.
public protocol GradientNorm: Declaration {}

/// Every method that a manifest can name.
public let gradientNorms: [any GradientNorm.Type] = [FiniteDifferences.self, DoubleBackpropagation.self]

/// ||grad l(x)|| ~ (l(x + h d) - l(x)) / h with the direction d held constant: the paper's method.
public struct FiniteDifferences: GradientNorm {
    /// Where the gradient that gives the direction is taken.
    // Choice(C6): training mode, as in the authors' code of 2019; their code of 2018 took evaluation mode.
    public enum Direction: String, Codable, Sendable, CaseIterable { case training, evaluation }
    public var h = Fraction(1, 1000), direction = Direction.training
    public init() {}
    public func validate() throws { if h.value <= 0 { throw Invalid("h", expected: "a number above 0") } }
}

/// The exact gradient of the norm, by the tangent and second adjoint passes.
public struct DoubleBackpropagation: GradientNorm {
    public init() {}
}
