import Tensors

/// The paper's net as a list: units in the order in which they run, and nodes, the activations between blocks.
struct ResNeXtPlan {
    struct Node {
        let channels: Int, height: Int, width: Int
        /// The unit that computes it.
        let unit: Int
        var count: Int { channels * height * width }
    }
    struct Unit {
        let role: Role, shape: ConvolutionShape, branches: Int, names: UnitNames
        /// The node it reads; nil for the image. An outer unit reads the inner unit before it, and adds this node.
        let input: Int?
        /// The node it computes; nil for an inner unit.
        var output: Int?
    }
    private(set) var units: [Unit] = [], nodes: [Node] = []
    let image: [Int], features: Int

    init(_ net: ResNeXt, image: [Int]) {
        self.image = image
        features = net.width * 4
        var (height, width) = (image[0], image[1]), layer = 0
        func name() -> String {
            defer { layer += 1 }
            return "features.\(layer)"
        }
        add(.stem, ConvolutionShape(inputs: image[2], outputs: net.width, height: height, width: width), UnitNames(layer: name()), nil)
        addNode(net.width, height, width)
        for stage in 0..<3 {
            let channels = net.width << stage
            if stage > 0 {
                let shape = ConvolutionShape(inputs: channels / 2, outputs: channels, kernel: 1, height: height, width: width)
                add(.transition, shape, UnitNames(layer: name()), nodes.count - 1)
                layer += 1  // the pooling, a separate module in PyTorch's numbering
                (height, width) = (height / 2, width / 2)
                addNode(channels, height, width)
            }
            for _ in 0..<net.blocks {
                let block = name(), inside = channels * net.branches, input = nodes.count - 1
                add(
                    .inner, ConvolutionShape(inputs: channels, outputs: inside, height: height, width: width), UnitNames(block: block, index: 0),
                    input)
                let grouped = ConvolutionShape(inputs: inside, outputs: inside, groups: net.branches, height: height, width: width)
                add(.outer, grouped, UnitNames(block: block, index: 1), input, branches: net.branches)
                addNode(channels, height, width)
            }
        }
    }

    private mutating func add(_ role: Role, _ shape: ConvolutionShape, _ names: UnitNames, _ input: Int?, branches: Int = 1) {
        units.append(Unit(role: role, shape: shape, branches: branches, names: names, input: input))
    }
    private mutating func addNode(_ channels: Int, _ height: Int, _ width: Int) {
        units[units.count - 1].output = nodes.count
        nodes.append(Node(channels: channels, height: height, width: width, unit: units.count - 1))
    }

    /// Multiply-adds of the convolutions in one forward pass over one image.
    var multiplyAdds: Int { units.reduce(0) { $0 + $1.shape.multiplyAdds } }
}
