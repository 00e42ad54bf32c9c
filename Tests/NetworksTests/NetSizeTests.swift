import Declarations
import Networks
import Tensors
import Testing

/// The size of a net, computed without making it.
@Suite struct NetSizeTests {
    static let nets: [any Architecture] = {
        var perceptron = MLP()
        perceptron.hidden = [7, 5]
        return ResNeXt.Output.allCases.map { Case(blocks: 2, width: 12, branches: 3, output: $0).net as any Architecture } + [perceptron, Linear()]
    }()

    @Test(arguments: nets.indices) func countsAreThoseOfTheNet(_ index: Int) throws {
        let net = Self.nets[index], size = try net.size(image: [8, 12, 3], classes: 10, batch: 7)
        #expect(size.parameters == Double(try net.initial(image: [8, 12, 3], classes: 10, RandomSource(seed: 0)).count))
        #expect(size.activations == 7 * (try net.size(image: [8, 12, 3], classes: 10, batch: 1)).activations)
        try size.validate()
    }

    @Test func absurdNetsAreRefusedBeforeTheyAreMade() throws {
        var net = ResNeXt()
        (net.blocks, net.width, net.branches) = (1000, 4096, 64)
        try net.validate()
        #expect { try net.initial(image: [256, 256, 3], classes: 10, RandomSource(seed: 0)) } throws: { ($0 as? Invalid)?.key == "architecture" }
        #expect(throws: Invalid.self) { try net.size(image: [256, 256, 3], classes: 10, batch: .max).validate() }
        #expect { try ResNeXt().size(image: [32, 32, 3], classes: 10, batch: 1_000_000).validate() } throws: { ($0 as? Invalid)?.key == "batch" }
        #expect(throws: Invalid.self) { try ResNeXt().size(image: [30, 32, 3], classes: 10, batch: 1) }
        for width in [400_000, 4_611_686_018_427_387_904, 0, 6, -4] {
            net.width = width
            #expect { try net.validate() } throws: { ($0 as? Invalid)?.key == "width" }
        }
    }
}
