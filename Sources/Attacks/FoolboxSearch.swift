// The search of Foolbox 1.x (`epsilons = None`) for the smallest radius at which a bounded attack works, kept as it is there: what the paper's
// distances come from, and what the queries of `LeastDistance` are measured against.

public import Classification
public import Declarations
public import Tensors

/// The nearest image that a bounded attack finds by growth from a first radius, then bisection between 0 and the first that worked.
public struct FoolboxSearch: MinimumNormAttack {
    /// From the image itself by default, as there.
    @Declared public var of: any BoundedAttack = PGD(randomStart: false)
    /// The first radius, as a root mean square over the image's values for the 2-norm, a mean for the 1-norm.
    public var first = Fraction(3, 10)
    /// By how much, and how often at most, a radius that failed grows: twenty tries in all.
    public var growth = Fraction(3, 2), growths = 19
    /// How often the interval is halved.
    public var bisections = 20
    public init() {}
    /// The search by an attack, with the default settings.
    public init(of attack: any BoundedAttack) { of = attack }
    public var norm: Norm { of.norm }
    public var passes: Double { 1 + 11 * of.passes }

    public func validate() throws {
        if first.value <= 0 { throw Invalid("first", expected: "a radius above 0") }
        if growth.value <= 1 { throw Invalid("growth", expected: "a number above 1") }
        if growths < 0 { throw Invalid("growths", expected: "a whole number of at least 0") }
        if bisections < 0 { throw Invalid("bisections", expected: "a whole number of at least 0") }
    }

    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        var tries = Tries(try Adversarials(asTheyAre: batch, to: model), of: of, batch, random)
        let unit = norm.diameter(of: batch.images.stride) * first.float
        var low = [Float](repeating: 0, count: batch.count), high = low
        var active = (0..<batch.count).filter { !tries.best.found[$0] }
        for n in active { high[n] = unit }
        var grown = active
        for _ in 0...growths where !grown.isEmpty {
            let worked = try tries.attempt(model, grown, high)
            grown = zip(grown, worked).filter { !$0.1.worked }.map(\.0)
            for n in grown { high[n] *= growth.float }
        }
        active.removeAll(where: grown.contains)
        for _ in 0..<bisections where !active.isEmpty {
            let middle = zip(low, high).map { $0 + ($1 - $0) / 2 }
            for (n, (worked, _)) in zip(active, try tries.attempt(model, active, middle)) {
                if worked { high[n] = middle[n] } else { low[n] = middle[n] }
            }
        }
        return tries.result
    }
}
