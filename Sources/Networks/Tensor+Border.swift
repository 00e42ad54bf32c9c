import Tensors

extension Tensor {
    /// Ends the program unless the tensor has this shape and as many values: the C code checks no lengths.
    func demand(_ expected: [Int], _ name: String) {
        guard shape == expected, values.count == expected.reduce(1, *) else {
            fatalError("\(name): \(values.count) values of shape \(shape), expected \(expected)")
        }
    }
}
