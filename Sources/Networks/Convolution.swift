import CKernels
import Tensors

/// A convolution's passes, by the method that its shape determines.
struct Convolution {
    let shape: ConvolutionShape
    /// y = x * w, and the adjoint of x from that of y.
    let forward: ConvolutionPass, inputGradient: ConvolutionPass
    let weightGradient: WeightGradient

    init(_ shape: ConvolutionShape, _ instructions: InstructionSet) {
        precondition(shape.groups == 1 || shape.groupInputs % 4 == 0)
        self.shape = shape
        forward = ConvolutionPass(shape, transposed: false, instructions)
        inputGradient = ConvolutionPass(shape, transposed: true, instructions)
        weightGradient = WeightGradient(shape, instructions)
    }

    /// The kernels as text: method, then output channels at once and vector width of the forward pass and of the input gradient.
    var choice: String {
        "\(shape.method), tile \(forward.tile) of \(forward.instructions.lanes), back \(inputGradient.tile) of \(inputGradient.instructions.lanes)"
    }

    /// Packs the weights [O, C / groups, K, K] of one group.
    func pack(_ weights: UnsafePointer<Float>, group: Int) {
        forward.pack(weights, group: group)
        inputGradient.pack(weights, group: group)
    }
}
