import Classification
import Networks
import Tensors
import Testing
import Widths

/// In evaluation mode an image's bits depend on the image and the weights alone.
@Suite struct SameBitsTests {
    /// Width 16 reaches the widest vectors; images of 12 x 12 end at 3 x 3, where the direct kernel is used.
    static let subjects = [
        Case(width: 16, batch: 5, side: 12), Case(width: 8, output: .tanh, batch: 3), Case(branches: 4, output: .normalised, batch: 4, side: 12),
    ]

    /// A hash of logits and gradient for each of the images at `rows`.
    private func bits(_ example: Case, _ rows: [Int], _ team: Team) throws -> [String] {
        let model = try example.net.classifier(example.parameters, image: example.image, classes: 10, on: team)
        let cotangent = Tensor(shape: [example.batch, 10], values: (0..<example.batch * 10).map { Float($0 * 5 % 9) - 4 }).rows(rows)
        let images = example.images.rows(rows)
        return try model.differentiate(images) { logits, pullback in
            #expect(hash(try model.logits(images).values) == hash(logits.values))
            let gradient = try pullback(cotangent), again = try pullback(cotangent)
            #expect(hash(gradient.values) == hash(again.values))
            return rows.indices.map { hash(logits[$0] + gradient[$0]) }
        }
    }

    private func hash(_ values: [Float]) -> String {
        String(values.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }, radix: 16)
    }

    @Test(arguments: subjects) func alonePermutedAndTogether(_ example: Case) throws {
        let team = Widths.team(threads: 2), all = Array(0..<example.batch), together = try bits(example, all, team)
        #expect(try bits(example, all.reversed(), team) == together.reversed())
        for n in all { #expect(try bits(example, [n], team) == [together[n]], "image \(n)") }
        #expect(try bits(example, [1, 0, 1], team) == [together[1], together[0], together[1]])
    }

    @Test(arguments: subjects) func anyWidthAndAnyNumberOfThreads(_ example: Case) throws {
        let all = Array(0..<example.batch), expected = try bits(example, all, Widths.team(threads: 1))
        for threads in 2...3 { #expect(try bits(example, all, Widths.team(threads: threads)) == expected, "\(threads) threads") }
        for set in Widths.tested {
            #expect(try bits(example, all, Team(threads: 1, instructions: set)) == expected, "\(set)")
        }
    }

    /// Memory is reused by later calls of other sizes, which must not be affected by earlier contents.
    @Test(arguments: subjects) func callsLeaveNothingBehind(_ example: Case) throws {
        let model = try example.net.classifier(example.parameters, image: example.image, classes: 10, on: Widths.team(threads: 2))
        let fresh = try bits(example, [0], Widths.team(threads: 1))
        for size in [1, 3, 1, 2, 3, 1, 1, 2, 3, 2, 1] {
            let images = example.images.rows(Array(repeating: 0, count: size))
            let cotangent = Tensor(shape: [size, 10], values: (0..<size * 10).map { Float($0 % 10 * 5 % 9) - 4 })
            try model.differentiate(images) { logits, pullback in
                let gradient = try pullback(cotangent)
                for n in 0..<size { #expect([hash(logits[n] + gradient[n])] == fresh, "image \(n) of \(size)") }
            }
            _ = try model.logits(images)
        }
    }

    @Test func withoutFusedMultiplyAddToo() throws {
        let example = Case(width: 4, batch: 1), portable = try #require(InstructionSet(named: "portable"))
        #expect(try bits(example, [0], Team(threads: 1, instructions: portable)) == bits(example, [0], Widths.team(threads: 1)))
    }

    /// A NaN pixel reaches the logits of its image, and of no other.
    @Test func notANumberReachesTheLogits() throws {
        let example = Case(batch: 3),
            model = try example.net.classifier(example.parameters, image: example.image, classes: 10, on: Widths.team(threads: 2))
        var images = example.images
        images.values[images.stride + 17] = .nan
        let logits = try model.logits(images)
        #expect(logits[1].allSatisfy(\.isNaN) && !logits[0].contains(where: \.isNaN) && !logits[2].contains(where: \.isNaN))
    }
}
