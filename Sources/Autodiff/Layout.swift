/// A view into a flat array: the element at (i, j, ...) is at offset + i strides[0] + j strides[1] + ...
///
/// A stride of 0 repeats an axis, and two axes may overlap. Reading through a layout and adding into zeros through it are adjoint
/// to each other, which is all that the derivative of a rearrangement needs.
public struct Layout: Sendable, Equatable {
    /// Elements along each axis of the view.
    public let shape: [Int]
    /// Distance in the flat array from one element to the next, along each axis.
    public let strides: [Int]
    /// The place of the view's first element in the flat array.
    public let offset: Int

    init(shape: [Int], strides: [Int], offset: Int = 0) {
        precondition(shape.count == strides.count && offset >= 0 && strides.allSatisfy { $0 >= 0 })
        (self.shape, self.strides, self.offset) = (shape, strides, offset)
    }

    /// The strides of a row-major array.
    static func rowMajor(_ shape: [Int]) -> [Int] {
        var strides = Array(repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        return strides
    }

    /// The smallest flat array that holds the view.
    var extent: Int { 1 + offset + zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 } }

    func gather<Scalar: TapeScalar>(_ flat: [Scalar]) -> [Scalar] {
        precondition(extent <= flat.count, "a view of \(extent) elements into \(flat.count)")
        return Array(unsafeUninitializedCapacity: shape.reduce(1, *)) { view, count in
            flat.withUnsafeBufferPointer { flat in
                forEachRow { start, position, length, stride in
                    for i in 0..<length { view.initializeElement(at: start + i, to: flat[position + i * stride]) }
                }
            }
            count = shape.reduce(1, *)
        }
    }

    func scatter<Scalar: TapeScalar>(_ view: [Scalar], count: Int) -> [Scalar] {
        precondition(extent <= count, "a view of \(extent) elements into \(count)")
        var flat = Array(repeating: Scalar.zero, count: count)
        view.withUnsafeBufferPointer { view in
            flat.withUnsafeMutableBufferPointer { flat in
                forEachRow { start, position, length, stride in
                    for i in 0..<length { flat[position + i * stride] += view[start + i] }
                }
            }
        }
        return flat
    }

    /// Calls `body` for each run along the last axis: its start in the view and in the flat array, its length, and its stride in
    /// the flat array.
    @inline(__always)
    private func forEachRow(_ body: (_ start: Int, _ position: Int, _ length: Int, _ stride: Int) -> Void) {
        let (length, stride) = (shape.last ?? 1, strides.last ?? 0)
        let outer = shape.count - 1
        var index = Array(repeating: 0, count: max(outer, 0))
        var (start, position) = (0, offset)
        while true {
            body(start, position, length, stride)
            start += length
            var axis = outer - 1
            while axis >= 0 {
                index[axis] += 1
                position += strides[axis]
                if index[axis] < shape[axis] { break }
                position -= shape[axis] * strides[axis]
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
