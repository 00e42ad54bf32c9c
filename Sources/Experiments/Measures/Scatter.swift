public import Declarations
public import Records

/// A quantity of the cell's attack against one of the clean images: a point for each image. Images with an infinite value, such as the distance of
/// a failed search, have no point, nor have zeros on a logarithmic axis.
public struct Scatter: Measure {
    /// The quantity at the clean images, horizontal.
    @Declared public var x: any Quantity = EstimatedDistance()
    /// The quantity of the attack, vertical.
    @Declared public var y: any Quantity = Distance()
    /// The images that are drawn: `all`, or `fooled`, without misclassified images and failed searches.
    public var among = PairedImages.all
    /// The measured distances against the estimated ones.
    public init() {}
    /// Points.
    public var kind: Reading.Kind { .points }
    /// Throws `Invalid` for quantities that are not of images.
    public func validate() throws { try pair.validate() }
    private var pair: QuantityPair { QuantityPair(x: x, y: y, among: among) }
    /// The rows of both quantities. Throws `Lacking` for a cell without an attack.
    public func needs(_ subject: Subject) throws -> [Need] { try pair.needs(subject) }
    /// A point for each image whose values are both finite.
    public func callAsFunction(_ rows: [Rows]) -> Reading {
        let (x, y) = pair(rows)
        return .points(zip(x, y).filter { $0.isFinite && $1.isFinite }.map { Reading.Point(x: $0, y: $1) })
    }
    /// The number of points.
    public func count(_ rows: [Rows]) -> Int? { if case .points(let points) = self(rows) { points.count } else { nil } }
}
