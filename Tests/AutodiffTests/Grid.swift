/// An array addressed by its indices, for naive references with one formula per element.
struct Grid {
    let shape: [Int]
    var values: [Double]

    init(_ shape: [Int], values: [Double]) {
        precondition(values.count == shape.reduce(1, *))
        (self.shape, self.values) = (shape, values)
    }
    /// Every element from its indices.
    init(_ shape: [Int], _ element: ([Int]) -> Double) {
        let count = shape.reduce(1, *)
        self.init(
            shape,
            values: (0..<count).map { flat in
                var (rest, index) = (flat, shape)
                for axis in shape.indices.reversed() { (rest, index[axis]) = rest.quotientAndRemainder(dividingBy: shape[axis]) }
                return element(index)
            })
    }
    subscript(_ index: Int...) -> Double { self[index] }
    subscript(_ index: [Int]) -> Double { values[zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }] }
}

/// The sum of a function over a range.
func sum(_ range: Range<Int>, _ term: (Int) -> Double) -> Double { range.reduce(0) { $0 + term($1) } }
