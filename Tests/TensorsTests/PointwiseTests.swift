import CKernels
import Tensors
import Testing
import Widths

/// A few float32 roundings, or a float32 sum over at most 24 pixels.
private let rounding = 5e-7

@Suite struct PointwiseTests {
    private func kernels(_ set: InstructionSet, _ layer: LayerCase) -> Kernels { set.fitting(layer.shared).kernels }

    @Test(arguments: PointwiseCase.all, Widths.tested) func agreesWithItsLoop(_ example: PointwiseCase, _ set: InstructionSet) {
        for layer in LayerCase.all where example.applies(layer) {
            #expect(distance(example.run(kernels(set, layer), layer), example.naive(layer)) < rounding, "\(layer)")
        }
    }

    @Test(arguments: PointwiseCase.all) func everyWidthGivesTheSameBits(_ example: PointwiseCase) {
        for layer in LayerCase.all where example.applies(layer) {
            let expected = bits(example.run(kernels(Widths.widest, layer), layer))
            for set in Widths.all { #expect(bits(example.run(kernels(set, layer), layer)) == expected, "\(set.name), \(layer)") }
        }
    }

    /// A NaN makes exactly those outputs NaN that depend on it.
    @Test func notANumberSurvives() {
        for set in Widths.all {
            let layer = LayerCase(4, 4, 16, branches: 2, AdjointShared), kernels = kernels(set, layer), at = 5 * 16 + 11
            layer.y.floats[at] = .nan
            func places(_ name: String) -> [Int] {
                let values = PointwiseCase.all.first { $0.description == name }?.run(kernels, layer) ?? []
                return values.indices.filter { values[$0].isNaN }
            }
            let joined = 5 * 8 + 3, pooled = 0 * 16 + 11
            #expect(places("relu") == [at], "\(set.name)")
            #expect(places("join") == [joined, 128 + joined, 256 + joined], "\(set.name)")
            #expect(places("pool") == [pooled, 64 + pooled], "\(set.name)")
            #expect(places("sums") == [11, 16 + 11], "\(set.name)")
        }
    }

    @Test func namedSetsAreTheirNamesAndFitTheirChannels() {
        #expect(InstructionSet(named: "none of these") == nil)
        for set in InstructionSet.available {
            #expect(set.name == InstructionSet(named: set.name)?.name)
            for channels in stride(from: 4, through: 64, by: 4) {
                let fit = set.fitting(channels, 2 * channels)
                #expect(channels % fit.lanes == 0 && fit.lanes <= set.lanes && channels % fit.tile(channels) == 0)
            }
        }
        #expect(InstructionSet.available.first?.name == InstructionSet.widest.name)
    }
}
