public import Classification
public import Declarations
public import Tensors

/// A bounded attack at one radius for all images.
public struct Within: MinimumNormAttack {
    /// The bounded attack.
    @Declared public var of: any BoundedAttack = PGD()
    /// The radius in units of the norm, 0 to 1e6.
    public var radius = Fraction(8, 255)
    /// PGD at 8/255.
    public init() {}
    /// An attack at a radius.
    public init(_ radius: Fraction, of attack: any BoundedAttack) { (self.radius, of) = (radius, attack) }
    /// `within` and the name of the bounded attack.
    public var countedAs: [String] { [Self.name, type(of: of).name] }
    /// The norm of the bounded attack.
    public var norm: Norm { of.norm }
    /// The radius.
    public var reach: Fraction? { radius }
    /// Those of the bounded attack.
    public var passes: Double { of.passes }
    /// Throws `Invalid` for a radius out of range.
    public func validate() throws {
        try (0...1e6).check("radius", radius)
    }
    /// Attacks every image at the radius. Throws what the bounded attack throws.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        var result = try of(model, batch, radii: batch.labels.map { _ in radius.float }, random)
        // The radius as declared, not rounded to Float; 0 where the original reached the goal, since nothing was tried.
        for n in result.tried.indices { result.tried[n] = result.found[n] && result.queries[n] == 0 ? 0 : radius.value }
        return result
    }
}
