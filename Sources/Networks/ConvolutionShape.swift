import CKernels
import Tensors

/// The shape of a convolution with stride 1 that keeps the size of its images: K x K taps (3 or 1), C inputs and O outputs in groups.
struct ConvolutionShape: Equatable {
    var inputs: Int, outputs: Int, groups = 1, kernel = 3, height: Int, width: Int

    var groupInputs: Int { inputs / groups }
    var groupOutputs: Int { outputs / groups }
    /// The shape of the weights in PyTorch's order.
    var weights: [Int] { [outputs, groupInputs, kernel, kernel] }
    var input: Padded { Padded(height: height, width: width, channels: inputs) }
    var output: Padded { Padded(height: height, width: width, channels: outputs) }
    /// Multiply-adds of one forward pass over one image, counted as in the direct algorithm.
    var multiplyAdds: Int { height * width * outputs * groupInputs * kernel * kernel }

    /// The method with the fewest multiplications whose tiles fit; fixed by the shape alone, since methods differ in their bits.
    var method: ConvolutionMethod {
        guard kernel == 3, groupInputs % 4 == 0, groupOutputs % 4 == 0 else { return .direct }
        return [.f4, .f2].first { height % $0.step == 0 && width % $0.step == 0 } ?? .direct
    }
    /// Images that fill one pass through the transformed domain. The bits of a weight gradient depend on it.
    var imagesAtOnce: Int {
        let step = method.step, channels = min(groupInputs, groupOutputs)
        return step == 0 ? 1 : max(1, Int(winograd_block(Int32(channels), Int32(step))) * step * step / (height * width))
    }
}
