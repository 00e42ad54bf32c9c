import Tensors

/// A unit's convolution with its normalisation folded in; an outer unit's branches and their mean become one dense convolution.
struct FoldedConvolution {
    let shape: ConvolutionShape, weights: [Float], bias: [Float]

    init(_ unit: ResNeXtPlan.Unit, _ parameters: Parameters) {
        func values(_ name: String) -> [Float] { parameters[name]?.values ?? [] }
        let weight = values(unit.names.weight), shift = values(unit.names.shift)
        let mean = values(unit.names.runningMean)
        let factor = parameters.normalisationFactors(scale: unit.names.scale, variance: unit.names.runningVariance)
        let outputs = unit.shape.outputs / unit.branches, inputs = unit.shape.inputs, group = unit.shape.groupInputs
        let taps = unit.shape.kernel * unit.shape.kernel, share = 1 / Double(unit.branches)
        var (folded, bias) = ([Float](repeating: 0, count: outputs * inputs * taps), [Float](repeating: 0, count: outputs))
        for o in 0..<outputs {
            var sum = 0.0
            for branch in 0..<unit.branches {
                let channel = branch * outputs + o, a = factor[channel] * share
                sum += Double(shift[channel]) * share - Double(mean[channel]) * a
                let first = unit.shape.groups == 1 ? 0 : branch * group
                for c in 0..<group {
                    for k in 0..<taps { folded[(o * inputs + first + c) * taps + k] = Float(a * Double(weight[(channel * group + c) * taps + k])) }
                }
            }
            bias[o] = Float(sum)
        }
        shape = ConvolutionShape(inputs: inputs, outputs: outputs, kernel: unit.shape.kernel, height: unit.shape.height, width: unit.shape.width)
        (weights, self.bias) = (folded, bias)
    }
}
