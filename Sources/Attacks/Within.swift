public import Classification
public import Declarations
public import Tensors

/// A bounded attack at one radius for all images.
public struct Within: MinimumNormAttack {
    @Declared public var of: any BoundedAttack = PGD()
    /// In units of the norm.
    public var radius = Fraction(8, 255)
    public init() {}
    /// An attack at a radius.
    public init(_ radius: Fraction, of attack: any BoundedAttack) { (self.radius, of) = (radius, attack) }
    public var norm: Norm { of.norm }
    public var reach: Fraction? { radius }
    public var passes: Double { of.passes }
    public func validate() throws {
        if radius.value < 0 { throw Invalid("radius", expected: "a number of at least 0") }
    }
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try of(model, batch, radii: batch.labels.map { _ in radius.float }, random)
    }
}
