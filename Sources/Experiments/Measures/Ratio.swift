public import Declarations
public import Records
import Statistics

/// How many times larger a number is for the cell's model than for its `reference` on the same images: an improvement (Table 5).
public struct Ratio: Measure {
    /// The number.
    @Declared public var of: any Measure = Median()
    /// True for how many times smaller.
    public var inverse = false
    /// The ratio of two median distances.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of both models. Throws `Lacking` for a cell without a reference, `Refused` for a measure that gives no number, and what that measure
    /// throws.
    public func needs(_ subject: Subject) throws -> [Need] {
        if of.kind != .number { throw Refused("ratio is of numbers, and \(type(of: of).name) gives a \(of.kind)") }
        return try of.needs(subject) + of.needs(subject.swapped)
    }
    /// The ratio of the measure's meaning; nil if it has none.
    public var meaning: Meaning? { of.meaning.map { .ratio(of: $0, isInverse: inverse) } }
    /// The ratio, with a 95 % interval by paired bootstrap if the measure has per-image values.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let ordered = [upper(rows), lower(rows)]
        let values = try ordered.map { half in
            guard case .number(let estimate) = try of(half) else { throw Refused("\(type(of: of).name) gives no number") }
            return estimate.value
        }
        var interval: ClosedRange<Double>?, images = rows[0].count
        // Only over the same images for both models: otherwise no resample pairs them.
        if let sampling = of.sampling, sampling.statistic != .maximum {
            let samples = try ordered.map { try sampling($0) }
            images = samples[0].images.count
            if images > 0, samples[0].images == samples[1].images {
                interval = try Bootstrap(samples.map(\.values), of: sampling.statistic).ratio(0, 1)
            }
        }
        return .number(Estimate(values[0] / values[1], interval: interval, images: images))
    }
    /// The values of both models by image; nil if the measure has none.
    public var sampling: Sampling? {
        of.sampling.flatMap { $0.isRatio ? nil : Sampling(ratioOf: $0, upper: upper, lower: lower) }
    }

    private func upper(_ rows: [Rows]) -> [Rows] { Array(inverse ? rows.suffix(rows.count / 2) : rows.prefix(rows.count / 2)) }
    private func lower(_ rows: [Rows]) -> [Rows] { Array(inverse ? rows.prefix(rows.count / 2) : rows.suffix(rows.count / 2)) }
}
