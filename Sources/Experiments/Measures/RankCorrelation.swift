public import Declarations
public import Records
import Statistics

/// Spearman's rank correlation of a quantity of the clean images with one of the same images under the cell's attack: how well the first predicts
/// which images are harder to attack (equation 3.7).
public struct RankCorrelation: Measure {
    /// The quantity at the clean images.
    @Declared public var x: any Quantity = EstimatedDistance()
    /// The quantity of the attack, such as the distance; a failed search is infinite and has the highest rank.
    @Declared public var y: any Quantity = Distance()
    /// `all` images, or `fooled`: without misclassified images and failed searches.
    public var among = PairedImages.all
    /// The rank correlation of estimated and measured distances.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// Throws `Invalid` for quantities that are not of images.
    public func validate() throws { try pair.validate() }
    private var pair: QuantityPair { QuantityPair(x: x, y: y, among: among) }
    /// The rows of both quantities. Throws `Lacking` for a cell without an attack.
    public func needs(_ subject: Subject) throws -> [Need] { try pair.needs(subject) }
    /// A value for each image, with the correlation as their mean; NaN if there is none.
    public var sampling: Sampling? {
        let pair = pair
        return Sampling(.mean, counted: { pair.counted($0) }) { rows in
            let (x, y) = pair(rows), known = (try? rankCorrelationValues(x, y)) ?? []
            var values = [Double](repeating: .nan, count: rows[0].count)
            for (place, value) in zip(pair.counted(rows), known) { values[place] = value }
            return values
        }
    }
    /// The correlation with its bootstrap interval; NaN if one side is constant.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let (x, y) = pair(rows)
        // If nothing was fooled, or all values are equal, there is no order.
        if Set(x).count < 2 || Set(y).count < 2 { return .number(.nan, count: x.count) }
        return .number(try rankCorrelation(x, y), count: x.count, interval: try rankCorrelationInterval(x, y))
    }
}
