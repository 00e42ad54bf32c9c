import CKernels
import Tensors

/// The input of a convolution of the net and the use of its normalised output.
enum Role {
    /// The image -> ReLU.
    case stem
    /// A block's input -> ReLU, read by the block's outer unit.
    case inner
    /// The inner unit's output -> mean over branches, added to the block's input, ReLU.
    case outer
    /// Another node -> ReLU -> 2 x 2 average pooling.
    case transition
}

/// A convolution, its batch normalisation, and their parameters.
final class ConvolutionUnit {
    let role: Role
    let convolution: Convolution
    var shape: ConvolutionShape { convolution.shape }
    let branches: Int
    let weight: Variables.Variable, scale: Variables.Variable?, shift: Variables.Variable
    let runningMean: Variables.Variable, runningVariance: Variables.Variable
    /// The kernels for pointwise work.
    let pointwise: Kernels

    init(_ role: Role, _ shape: ConvolutionShape, branches: Int, names: UnitNames, _ variables: Variables, _ instructions: InstructionSet) {
        (self.role, self.branches) = (role, branches)
        convolution = Convolution(shape, instructions)
        pointwise = instructions.fitting(shape.outputs / branches).kernels
        weight = variables[names.weight]
        scale = names.scale.map { variables[$0] }
        shift = variables[names.shift]
        runningMean = variables[names.runningMean]
        runningVariance = variables[names.runningVariance]
    }

    var outputCount: Int { shape.outputs * shape.height * shape.width }
    var adjointSource: AdjointSource {
        switch role {
        case .stem, .inner: AdjointStored
        case .outer: AdjointShared
        case .transition: AdjointPooled
        }
    }
    var gradients: NormalisationGradients { NormalisationGradients(gamma: scale?.gradient.floats, beta: shift.gradient.floats) }
}

/// The names of a unit's parameters in a weight file.
struct UnitNames {
    let weight: String, scale: String?, shift: String, runningMean: String, runningVariance: String

    /// A block's n-th convolution: `conv0.weight`, `bn0.weight`, `bn0.bias`.
    init(block: String, index: Int) {
        weight = "\(block).conv\(index).weight"
        scale = "\(block).bn\(index).weight"
        shift = "\(block).bn\(index).bias"
        runningMean = "\(block).bn\(index).running_mean"
        runningVariance = "\(block).bn\(index).running_var"
    }
    /// Stem and transitions: normalisation without scale, then a bias.
    init(layer: String) {
        weight = "\(layer).conv.weight"
        scale = nil
        shift = "\(layer).bias"
        runningMean = "\(layer).bn.running_mean"
        runningVariance = "\(layer).bn.running_var"
    }
}
