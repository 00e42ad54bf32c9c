/// A row-major array of float32; the first axis counts images: [N, H, W, C], [N, K].
public struct Tensor: Sendable, Equatable {
    /// Extents of the axes.
    public let shape: [Int]
    /// The numbers, the last axis varying fastest.
    public var values: [Float]

    /// A tensor of this shape; `values` must fill it exactly.
    public init(shape: [Int], values: [Float]) {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values for the shape \(shape)")
        (self.shape, self.values) = (shape, values)
    }
    /// Zeros.
    public init(zeros shape: [Int]) { self.init(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *))) }
    /// One row per image, each of the given shape.
    public init(stacking rows: [[Float]], shape: [Int]) { self.init(shape: [rows.count] + shape, values: Array(rows.joined())) }

    /// The first axis.
    public var count: Int { shape[0] }
    /// Values in one row.
    public var stride: Int { shape.dropFirst().reduce(1, *) }

    /// A row, as a copy.
    public subscript(row: Int) -> [Float] {
        get { Array(values[row * stride..<(row + 1) * stride]) }
        set {
            precondition(newValue.count == stride)
            values.replaceSubrange(row * stride..<(row + 1) * stride, with: newValue)
        }
    }

    /// The rows at these indices, in this order.
    public func rows(_ indices: [Int]) -> Tensor {
        var result: [Float] = []
        result.reserveCapacity(indices.count * stride)
        for index in indices { result.append(contentsOf: values[index * stride..<(index + 1) * stride]) }
        return Tensor(shape: [indices.count] + shape.dropFirst(), values: result)
    }
    /// The rows of a range.
    public func rows(_ range: Range<Int>) -> Tensor {
        Tensor(shape: [range.count] + shape.dropFirst(), values: Array(values[range.lowerBound * stride..<range.upperBound * stride]))
    }
}
