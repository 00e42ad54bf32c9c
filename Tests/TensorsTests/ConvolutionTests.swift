import CKernels
import Tensors
import Testing
import Widths

/// Two float32 sums of at most 9 x 256 products in different orders.
private let summation = 2e-6
/// Winograd's transforms add and subtract numbers before multiplying, which costs a few bits.
private let transformed = 5e-6

@Suite struct ConvolutionTests {
    private func run(_ shape: ConvolutionCase, _ method: ConvolutionMethod, _ set: InstructionSet) -> KernelConvolution {
        KernelConvolution(shape: shape, method: method, instructions: set)
    }
    private func tolerance(_ method: ConvolutionMethod) -> Double { method == .direct ? summation : transformed }

    @Test(arguments: ConvolutionCase.all, Widths.tested) func threePassesAgreeWithMatrixProducts(_ shape: ConvolutionCase, _ set: InstructionSet) {
        let (x, w, g) = (shape.x, shape.w, shape.g), reference = shape.reference
        let images = Tensor(shape: [shape.images, shape.height, shape.width, shape.inputs], values: x)
        let adjoints = Tensor(shape: [shape.images, shape.height, shape.width, shape.outputs], values: g)
        let weights = Tensor(shape: reference.weights, values: w)
        let forward = reference.forward(images, weights).values, weightGradient = reference.weightGradient(images, adjoints).values
        let inputGradient = reference.inputGradient(adjoints, weights, height: shape.height, width: shape.width).values
        for method in shape.methods {
            let mine = run(shape, method, set), tolerance = tolerance(method)
            #expect(distance(mine.forward(x, w), forward) < tolerance, "forward, \(method)")
            #expect(distance(mine.inputGradient(g, w), inputGradient) < tolerance, "input gradient, \(method)")
            #expect(distance(mine.weightGradient(x, g), weightGradient) < tolerance, "weight gradient, \(method)")
        }
    }

    /// The numbers have the same bits on every machine, so the table gives the errors to two digits.
    @Test(arguments: ConvolutionCase.all.filter { !$0.errors.isEmpty }, Widths.tested)
    func errorsOfWinogradAreThoseOfTheTable(_ shape: ConvolutionCase, _ set: InstructionSet) throws {
        let (x, w) = (shape.x, shape.w), direct = run(shape, .direct, set).forward(x, w)
        let found = shape.methods.dropFirst().map { distance(run(shape, $0, set).forward(x, w), direct) }
        #expect(zip(found, shape.errors).allSatisfy { abs($0 - $1) < 0.1 * $1 }, "\(found.map { Float($0) })")
    }

    /// Short chains keep Winograd's error from growing with the number of channels, which finite differences rely on.
    @Test func moreChannelsDoNotMakeWinogradLessExact() {
        func error(_ channels: Int, _ method: ConvolutionMethod) -> Double {
            let shape = ConvolutionCase("", channels, 16, 8), exact = shape.exactForward
            return distance(run(shape, method, .widest).forward(shape.x, shape.w), exact)
        }
        for method in [ConvolutionMethod.f2, .f4] { #expect(error(256, method) < 1.25 * error(32, method), "\(method)") }
        #expect(error(256, .f4) < 1.25 * error(256, .direct))
    }

    @Test(arguments: ConvolutionCase.all, Widths.tested) func everyEpilogueIsWhatItSays(_ shape: ConvolutionCase, _ set: InstructionSet) {
        let (x, w, g) = (shape.x, shape.w, shape.g), count = g.count, channels = shape.outputs
        let bias = numbers(channels, "bias", -4, 4), residual = numbers(count, "residual", -4, 4), mask = numbers(count, "mask")
        func rectified(_ v: Float) -> Float { v < 0 ? 0 : v }
        for method in shape.methods {
            let mine = run(shape, method, set), y = mine.forward(x, w)
            let expected: [(EpilogueKind, (Int) -> Float)] = [
                (EpilogueBiasReLU, { rectified(y[$0] + bias[$0 % channels]) }),
                (EpilogueBiasResidualReLU, { rectified(y[$0] + bias[$0 % channels] + residual[$0]) }),
                (EpilogueMask, { mask[$0] > 0 ? y[$0] : 0 }),
                (EpilogueResidualMask, { mask[$0] > 0 ? y[$0] + residual[$0] : 0 }),
            ]
            for (kind, value) in expected {
                let found = mine.forward(x, w, EpilogueOperands(kind: kind, bias: bias, residual: residual, mask: mask))
                #expect(bits(found) == bits((0..<count).map(value)), "\(kind), \(method)")
            }
        }
    }

    @Test(arguments: ConvolutionCase.all) func everyWidthGivesTheSameBits(_ shape: ConvolutionCase) {
        let (x, w, g) = (shape.x, shape.w, shape.g)
        let operands = EpilogueOperands(
            kind: EpilogueBiasResidualReLU, bias: numbers(shape.outputs, "bias"), residual: numbers(g.count, "residual"))
        for method in shape.methods {
            let all = (shape.isTiny ? Widths.all : Widths.tested).map { run(shape, method, $0) }
            let first = all[0], forward = bits(first.forward(x, w, operands)), input = bits(first.inputGradient(g, w))
            let weights = bits(first.weightGradient(x, g))
            for other in all.dropFirst() {
                let names = "\(first.instructions.name) and \(other.instructions.name), \(method)"
                #expect(bits(other.forward(x, w, operands)) == forward, "forward, \(names)")
                #expect(bits(other.inputGradient(g, w)) == input, "input gradient, \(names)")
                #expect(bits(other.weightGradient(x, g)) == weights, "weight gradient, \(names)")
            }
        }
    }

    @Test(arguments: ConvolutionCase.all.filter { $0.images > 1 }, Widths.tested)
    func imagesAloneGiveTheBitsOfTheBatch(_ shape: ConvolutionCase, _ set: InstructionSet) {
        let (x, w, g) = (shape.x, shape.w, shape.g), size = x.count / shape.images
        for method in shape.methods {
            let batch = run(shape, method, set)
            // With Winograd, each block of tiles is a chain.
            let step = max(1, method.step), tiles = shape.height / step * (shape.width / step)
            if method == .direct || tiles % Int(winograd_block(Int32(shape.groupInputs), Int32(step))) == 0 {
                #expect(bits(batch.weightGradient(x, g, oneByOne: true)) == bits(batch.weightGradient(x, g)), "weight gradient, \(method)")
            }
            let one = ConvolutionCase(
                shape.name, shape.inputs, shape.outputs, groups: shape.groups, kernel: shape.kernel, shape.height, shape.width)
            let alone = (0..<shape.images).flatMap { n in run(one, method, set).forward(Array(x[n * size..<(n + 1) * size]), w) }
            #expect(bits(alone) == bits(batch.forward(x, w)), "forward, \(method)")
        }
    }

    @Test(arguments: ConvolutionMethod.allCases) func notANumberSurvivesTheReLU(_ method: ConvolutionMethod) {
        let shape = ConvolutionCase("twelve pixels a side", 8, 8, 12)
        var x = shape.x
        x[(2 * shape.width + 3) * 8] = .nan
        for set in Widths.tested {
            let operands = EpilogueOperands(kind: EpilogueBiasReLU, bias: numbers(8, "bias"))
            let y = run(shape, method, set).forward(x, shape.w, operands)
            for (r, p, c) in [(1, 2, 0), (2, 3, 5), (3, 4, 7)] { #expect(y[(r * shape.width + p) * 8 + c].isNaN, "\(set.name)") }
            #expect(!y[11 * shape.width * 8].isNaN)
        }
    }
}
