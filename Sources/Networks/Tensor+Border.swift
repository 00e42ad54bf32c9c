import Tensors

extension Tensor {
    /// Ends the program unless the tensor has this shape and matching values: the C code does not check
    /// lengths.
    func demand(_ expected: [Int], _ name: String) {
        guard shape == expected, values.count == expected.reduce(1, *) else {
            fatalError("\(name): \(values.count) values of shape \(shape), expected \(expected)")
        }
    }
}
