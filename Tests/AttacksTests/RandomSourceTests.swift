import Tensors
import Testing

/// The known answers that the authors of Philox published with their code (Random123, kat_vectors).
@Test func philoxGivesThePublishedWords() {
    let ones = UInt32.max
    let pi: [UInt32] = [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344, 0xA409_3822, 0x299F_31D0]
    #expect(Philox.block(.zero, key: .zero) == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    #expect(Philox.block(SIMD4(ones, ones, ones, ones), key: SIMD2(ones, ones)) == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    #expect(Philox.block(SIMD4(pi[0], pi[1], pi[2], pi[3]), key: SIMD2(pi[4], pi[5])) == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
}

@Test func everyKeyGivesAStreamOfItsOwn() {
    var firsts: Set<UInt64> = []
    for seed in 0..<3 as Range<UInt64> {
        for purpose in ["start", "crop", "weights"] {
            for epoch in 0..<3 {
                for sample in 0..<20 {
                    for step in 0..<3 {
                        var stream = RandomSource(seed: seed)(purpose, epoch).stream(sample: sample, step: step)
                        firsts.insert(stream.next())
                    }
                }
            }
        }
    }
    #expect(firsts.count == 3 * 3 * 3 * 20 * 3)
    var a = RandomSource(seed: 4)("x", 1).stream(sample: 9, step: 2), b = RandomSource(seed: 4)("x", 1).stream(sample: 9, step: 2)
    for _ in 0..<100 { #expect(a.next() == b.next()) }
}

/// Each is within five standard deviations of its expectation: one seed in two million would fail, and the seed is fixed.
@Test func drawsHaveTheirDistributions() {
    let count = 100_000
    var stream = RandomSource(seed: 5).stream(sample: 0)
    let uniforms = (0..<count).map { _ in Double(stream.uniform()) }, normals = (0..<count).map { _ in Double(stream.normal()) }
    let faces = (0..<count).map { _ in stream.below(6) }, deviation = 1 / Double(count).squareRoot()
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(count) }
    #expect(uniforms.allSatisfy { (0..<1).contains($0) })
    #expect(abs(mean(uniforms) - 0.5) < 5 * deviation * 0.289)
    #expect(abs(mean(uniforms.map { $0 * $0 }) - 1 / 3) < 5 * deviation * 0.299)
    #expect(abs(mean(normals)) < 5 * deviation)
    #expect(abs(mean(normals.map { $0 * $0 }) - 1) < 5 * deviation * 1.42)
    #expect(abs(mean(normals.map { abs($0) < 1 ? 1 : 0 }) - 0.682_689) < 5 * deviation * 0.466)
    for face in 0..<6 { #expect(abs(mean(faces.map { $0 == face ? 1 : 0 }) - 1 / 6) < 5 * deviation * 0.373) }
}
