public import Tensors

extension ResNeXt {
    /// The kernels of each convolution in training on images [H, W, C], as text: fixed by shapes and vector width alone, never by timing.
    public func kernelsUsed(image: [Int], _ instructions: InstructionSet) -> [String] {
        ResNeXtPlan(self, image: image).units.map { unit in
            let shape = unit.shape, groups = shape.groups == 1 ? "" : " in \(shape.groups) groups"
            return "\(unit.names.weight)  \(shape.inputs) -> \(shape.outputs)\(groups), \(shape.height) x \(shape.width): "
                + Convolution(shape, instructions).choice
        }
    }
}
