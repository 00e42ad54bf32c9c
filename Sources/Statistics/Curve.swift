/// A point of a curve.
public struct CurvePoint: Sendable, Equatable {
    /// The position: a radius, for an error curve.
    public let x: Double
    /// The height: a share in 0...1, for an error curve.
    public let y: Double
    /// Makes the point (x, y).
    public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
}

/// Error against radius: at each distance that occurs, the share of all values that do not exceed it.
///
/// It is the cumulative distribution of the least distances, a step function that rises at its points; failed searches (infinity) count in the
/// denominator and have no point. Throws `StatisticsError` for an empty list or NaN.
public func errorCurve(_ distances: [some BinaryFloatingPoint]) throws -> [CurvePoint] {
    let sorted = try sortedNumbers(distances).map { Double($0) }
    return sorted.indices.compactMap { index in
        let isLastOfItsValue = index + 1 == sorted.count || sorted[index + 1] != sorted[index]
        return isLastOfItsValue && sorted[index].isFinite ? CurvePoint(x: sorted[index], y: Double(index + 1) / Double(sorted.count)) : nil
    }
}

/// The share of distances that are at most `radius`: the error curve's value there. Throws `StatisticsError` for an empty list or NaN.
public func errorRate<Value: BinaryFloatingPoint>(_ distances: [Value], within radius: Value) throws -> Double {
    try checkNumbers(distances)
    return try share(distances.map { $0 <= radius })
}
