/// The size of a net of the paper's family, and the names and shapes of its weights as in a PyTorch module of the same structure.
///
/// Stem: 3x3 convolution, batch normalisation without affine part, bias, ReLU. Three stages of `blocks` blocks, widths w, 2w, 4w; before the second
/// and the third a 1x1 convolution treated like the stem and a 2 x 2 average pool, which takes an index but has no weights. Block: relu(x + mean over
/// branches of bn1(conv1(relu(bn0(conv0 x))))). Then global average pooling and a linear layer.
public struct ResNeXtFamily: Sendable, Equatable {
    /// The blocks of a stage.
    public var blocks: Int
    /// The channels of the first stage.
    public var width: Int
    /// The branches of a block.
    public var branches: Int
    /// The channels of an image.
    public var channels = 3
    /// The number of classes.
    public var classes = 10
    /// True: the linear layer is followed by batch normalisation without affine part, its bias and a ReLU (code of 2019). False: it is plain (2018).
    public var normalisedOutput = false
    /// True: the logits pass through the layer of the 2018 code, batch normalisation without affine part, then |t| tanh(z / |t|).
    public var tanhOutput = false

    /// A net of the family for images of three channels and ten classes, its output plain.
    public init(blocks: Int, width: Int, branches: Int = 2) { (self.blocks, self.width, self.branches) = (blocks, width, branches) }

    /// Every weight and running statistic, in the order of PyTorch's `state_dict`.
    public var parameters: [(name: String, shape: [Int])] {
        var result: [(name: String, shape: [Int])] = []
        func statistics(_ name: String, _ channels: Int) {
            result += [("\(name).running_mean", [channels]), ("\(name).running_var", [channels])]
        }
        for layer in layers {
            let name = layer.name
            switch layer.kind {
            case .normalisedConvolution(let inputs, let outputs, let kernel):
                result += [("\(name).bias", [outputs]), ("\(name).conv.weight", [outputs, inputs, kernel, kernel])]
                statistics("\(name).bn", outputs)
            case .pool: break
            case .block(let width):
                let wide = width * branches
                result += [("\(name).conv0.weight", [wide, width, 3, 3]), ("\(name).conv1.weight", [wide, wide / branches, 3, 3])]
                for norm in ["bn0", "bn1"] {
                    result += [("\(name).\(norm).weight", [wide]), ("\(name).\(norm).bias", [wide])]
                    statistics("\(name).\(norm)", wide)
                }
            }
        }
        result += [("head.weight", [classes, 4 * width]), ("head.bias", [classes])]
        if normalisedOutput { statistics("head.bn", classes) }
        if tanhOutput {
            result.append(("tanh.scale", [1]))
            statistics("tanh.bn", classes)
        }
        return result
    }

    enum Kind {
        case normalisedConvolution(inputs: Int, outputs: Int, kernel: Int)
        case pool
        case block(width: Int)
    }

    /// The layers before the global pooling, in order, with their names.
    var layers: [(name: String, kind: Kind)] {
        var kinds: [Kind] = [.normalisedConvolution(inputs: channels, outputs: width, kernel: 3)]
        for stage in 0..<3 {
            let outputs = width << stage
            if stage > 0 { kinds += [.normalisedConvolution(inputs: outputs / 2, outputs: outputs, kernel: 1), .pool] }
            kinds += Array(repeating: .block(width: outputs), count: blocks)
        }
        return kinds.enumerated().map { ("features.\($0.offset)", $0.element) }
    }
}
