// The search of Foolbox 1.x (`binary_search=True`) for the smallest radius at which a bounded attack works: the source of the paper's distances, and
// the baseline for the queries of `LeastDistance`.

public import Classification
public import Declarations
public import Tensors

/// The nearest image that a bounded attack finds while its radius grows until one works, then is bisected between that and 0.
public struct FoolboxSearch: MinimumNormAttack {
    /// The bounded attack; by default PGD from the original image, as in Foolbox.
    @Declared public var of: any BoundedAttack = PGD(randomStart: false)
    /// The first radius as a share of the box's diameter, 1e-6 to 1000: in l2 a root mean square over the image's values, in l1 a mean.
    public var first = Fraction(3, 10)
    /// The factor by which a radius grows after a failure, above 1 and at most 10. `first` times `growth` to the power `growths` is at most 1e6.
    public var growth = Fraction(3, 2)
    /// The largest number of growths, 0 to 100; by default twenty tries in all.
    public var growths = 19
    /// The number of halvings of the interval between 0 and the first radius that worked, 0 to 100.
    public var bisections = 20
    /// The unit of `queries` and `totalQueries`.
    public var counting = Counting.passes

    /// A unit of cost.
    public enum Counting: String, Codable, Sendable, CaseIterable {
        /// Forward passes as made here: each try queries the original image again; then one query checks a step and gives the next gradient.
        case passes
        /// Model calls as Foolbox 1.x makes them: one prediction of the image, then for each step a gradient and a prediction. For attacks that start
        /// at the original image.
        case calls
    }

    /// The search of Foolbox 1.x around its PGD.
    public init() {}
    /// The search around an attack, with the default settings.
    public init(of attack: any BoundedAttack) { of = attack }
    /// The norm of the bounded attack.
    public var norm: Norm { of.norm }
    /// About eleven full tries and a query of the original image.
    public var passes: Double { 1 + 11 * of.passes }

    /// Throws `Invalid` for a setting out of range, and for growths that lead beyond 1e6 diameters.
    public func validate() throws {
        try (1e-6...1000).check("first", first)
        if !(growth.value > 1 && growth.value <= 10) { throw Invalid("growth", expected: "a number above 1 and at most 10") }
        try (0...100).check("growths", growths)
        try (0...100).check("bisections", bisections)
        if (0..<growths).reduce(first.value, { radius, _ in radius * growth.value }) > 1e6 {
            throw Invalid("growths", expected: "a number of growths after which the radius is at most 1e6 diameters of the box")
        }
    }

    private var cost: @Sendable (Int) -> Int {
        switch counting {
        case .passes: { $0 }
        case .calls: { 2 * ($0 - 1) }  // a try queries the image, then once per step
        }
    }

    /// Grows, then bisects, the radius of each image. Throws `NotANumber` and `TooFewClasses`.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        var tries = Tries(try Adversarials(asTheyAre: batch, to: model, aim: of.aim), of: of, batch, random, cost: cost)
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
