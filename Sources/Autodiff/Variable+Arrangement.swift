// Rearranging and summing elements: everything here is a read or an addition through a `Layout`.

extension Variable {
    /// The same elements in row-major order under other axes.
    public func reshaped(_ shape: [Int]) -> Variable {
        precondition(shape.reduce(1, *) == count, "\(self.shape) as \(shape)")
        return shape == self.shape ? self : tape.record(.reshape, [self], shape: shape)
    }
    /// The axes in another order: axis i of the result is axis order[i] of this.
    public func permuted(_ order: [Int]) -> Variable {
        precondition(order.sorted() == Array(shape.indices), "\(order) of \(shape)")
        let strides = Layout.rowMajor(shape)
        return gathered(Layout(shape: order.map { shape[$0] }, strides: order.map { strides[$0] }))
    }
    /// [M, N] -> [N, M]
    public func transposed() -> Variable { permuted([1, 0]) }

    /// Axes of length 1 repeated up to `shape`, which has as many axes.
    public func expanded(to shape: [Int]) -> Variable {
        precondition(
            self.shape.count == shape.count && zip(self.shape, shape).allSatisfy { $0 == $1 || $0 == 1 }, "\(self.shape) expanded to \(shape)")
        return shape == self.shape ? self : gathered(Layout(shape: shape, strides: broadcastStrides(self.shape)))
    }
    /// The sum over the axes, which are kept with length 1.
    public func sum(over axes: [Int]) -> Variable {
        let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
        return kept == shape ? self : scattered(Layout(shape: shape, strides: broadcastStrides(kept)), into: kept)
    }
    /// The sum of all elements, of shape [].
    public func sum() -> Variable { sum(over: Array(shape.indices)).reshaped([]) }
    /// The mean over the axes, which are kept with length 1.
    public func mean(over axes: [Int]) -> Variable { sum(over: axes) * (1 / Scalar(Set(axes).reduce(1) { $0 * shape[$1] })) }
    /// The mean of all elements, of shape [].
    public func mean() -> Variable { sum() * (1 / Scalar(count)) }

    /// The slice of an axis in a range.
    public func sliced(_ axis: Int, _ range: Range<Int>) -> Variable {
        precondition(0 <= range.lowerBound && range.upperBound <= shape[axis], "\(range) of axis \(axis) of \(shape)")
        var view = shape
        view[axis] = range.count
        let strides = Layout.rowMajor(shape)
        return view == shape ? self : gathered(Layout(shape: view, strides: strides, offset: range.lowerBound * strides[axis]))
    }
    /// This array inside zeros of `shape`, its first element at `origin`.
    public func embedded(in shape: [Int], at origin: [Int]) -> Variable {
        precondition(self.shape.indices.allSatisfy { 0 <= origin[$0] && origin[$0] + self.shape[$0] <= shape[$0] })
        let strides = Layout.rowMajor(shape)
        let offset = zip(origin, strides).reduce(0) { $0 + $1.0 * $1.1 }
        return shape == self.shape ? self : scattered(Layout(shape: self.shape, strides: strides, offset: offset), into: shape)
    }
    /// Arrays side by side along an axis.
    public static func concatenated(_ parts: [Variable], axis: Int) -> Variable {
        var (shape, origin) = (parts[0].shape, Array(repeating: 0, count: parts[0].shape.count))
        shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
        var result: Variable?
        for part in parts {
            let placed = part.embedded(in: shape, at: origin)
            result = result.map { $0 + placed } ?? placed
            origin[axis] += part.shape[axis]
        }
        return result!
    }

    func gathered(_ layout: Layout) -> Variable { tape.record(.gather(layout), [self], shape: layout.shape) }
    func scattered(_ layout: Layout, into shape: [Int]) -> Variable { tape.record(.scatter(layout), [self], shape: shape) }
}

/// The strides that read an array of `shape` with its axes of length 1 repeated.
private func broadcastStrides(_ shape: [Int]) -> [Int] { zip(shape, Layout.rowMajor(shape)).map { $0 == 1 ? 0 : $1 } }
