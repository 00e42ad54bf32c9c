import Classification
import Datasets
import Tensors
import Testing

@Suite struct ClassSeparationTests {
    /// Images [N, side, side, channels] from bytes.
    private struct Bytes: ImageSource {
        var values: [[UInt8]], labels: [Int], shape: [Int]
        func callAsFunction(_ split: Split, _ samples: [Int]) -> LabelledImages {
            let values = samples.flatMap { self.values[$0].map { Float($0) / 255 } }
            return LabelledImages(
                images: Tensor(shape: [samples.count] + shape, values: values), labels: samples.map { labels[$0] }, samples: samples)
        }

        /// Every pair in turn, in whole numbers.
        var obvious: (pairs: [(square: Int, i: Int, j: Int)], duplicates: Int) {
            var pairs: [(Int, Int, Int)] = [], duplicates = 0
            for i in values.indices {
                for j in i + 1..<max(i + 1, values.count) where labels[i] != labels[j] {
                    let square = zip(values[i], values[j]).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
                    if square == 0 { duplicates += 1 } else { pairs.append((square, i, j)) }
                }
            }
            return (pairs.sorted { $0 < $1 }, duplicates)
        }
    }

    private func random(_ count: Int, _ shape: [Int], classes: Int, levels: UInt64, seed: UInt64 = 0) -> Bytes {
        var stream = RandomSource(seed: seed)("separation").stream(sample: 0)
        let values = (0..<count).map { _ in (0..<shape.reduce(1, *)).map { _ in UInt8(stream.next() % levels * 255 / (levels - 1)) } }
        return Bytes(values: values, labels: (0..<count).map { _ in Int(stream.next() % UInt64(classes)) }, shape: shape)
    }

    private func expectAgreement(_ set: Bytes, pairs: Int, threads: Int, _ location: SourceLocation = #_sourceLocation) throws {
        let team = Team(threads: threads, instructions: .widest), obvious = set.obvious
        let found = try ClassSeparation(set, .train, count: set.values.count, pairs: pairs, on: team)
        #expect(found.duplicates == obvious.duplicates, sourceLocation: location)
        #expect(
            found.pairs.map { [$0.squaredDistance, $0.first, $0.second] } == obvious.pairs.prefix(pairs).map { [$0.square, $0.i, $0.j] },
            sourceLocation: location)
        for pair in found.pairs {
            #expect(pair.firstLabel == set.labels[pair.first] && pair.secondLabel == set.labels[pair.second], sourceLocation: location)
        }
    }

    @Test(arguments: [1, 2, 3]) func `all pairs give what the double loop gives, on any number of threads`(threads: Int) throws {
        // One piece, several pieces with a short last one, and a class of more than one block of 1,024.
        try expectAgreement(random(150, [7, 5, 1], classes: 4, levels: 256), pairs: 12, threads: threads)
        try expectAgreement(random(60, [27, 27, 3], classes: 3, levels: 256), pairs: 9, threads: threads)
        try expectAgreement(random(2_300, [2, 3, 1], classes: 2, levels: 256), pairs: 20, threads: threads)
    }

    @Test(arguments: [1, 2]) func `equal distances are ordered by index, and equal images with different labels are counted`(threads: Int) throws {
        // Three levels in four values: many equal distances, many equal images.
        try expectAgreement(random(400, [2, 2, 1], classes: 5, levels: 3), pairs: 30, threads: threads)
        var planted = random(120, [16, 16, 3], classes: 3, levels: 256)
        (planted.values[7], planted.labels[7], planted.labels[90]) = (planted.values[90], 0, 1)
        (planted.values[8], planted.labels[8], planted.labels[91]) = (planted.values[91], 2, 2)  // the same class: neither pair nor duplicate
        #expect(planted.obvious.duplicates == 1)
        try expectAgreement(planted, pairs: 5, threads: threads)
    }

    @Test func `the sums stay exact at the largest values that pixels have`() throws {
        // All 0 against all 255: every product is 2^14 or close to it, the sum of a piece is 2^24.
        let length = 3 * 64 * 64
        let dark = [UInt8](repeating: 0, count: length), bright = [UInt8](repeating: 255, count: length)
        var almost = bright
        almost[length - 1] = 254
        let set = Bytes(values: [dark, bright, almost, dark], labels: [0, 1, 2, 1], shape: [64, 64, 3])
        try expectAgreement(set, pairs: 4, threads: 2)
        let found = try ClassSeparation(set, .train, count: 3, pairs: 1, on: Team(threads: 1, instructions: .widest))
        #expect(found.pairs.map(\.distance) == [1.0 / 255])
    }

    @Test func `a set with nothing to compare is refused with the reason`() throws {
        let team = Team(threads: 1, instructions: .widest), one = random(20, [4, 4, 1], classes: 1, levels: 256)
        #expect { _ = try ClassSeparation(one, .train, count: 20, pairs: 1, on: team) } throws: {
            "\($0)".contains("fewer than two different labels")
        }
        #expect(throws: ClassSeparation.Impossible.self) { _ = try ClassSeparation(one, .train, count: 0, pairs: 1, on: team) }
        let large = random(2, [120, 120, 3], classes: 2, levels: 2)
        #expect { _ = try ClassSeparation(large, .train, count: 2, pairs: 1, on: team) } throws: { "\($0)".contains("too large") }
    }

    @Test func `fewer pairs than asked for are all of them`() throws {
        try expectAgreement(random(5, [3, 3, 1], classes: 2, levels: 256, seed: 3), pairs: 100, threads: 2)
    }

    @Test func `procedural images are compared as they are at 8 bits`() throws {
        var set = Procedural()
        set.side = 16
        let source = try set.open(in: nil), batch = try read(set, .train, Array(0..<80))
        let bytes = Bytes(values: (0..<80).map { batch.images[$0].map { UInt8(($0 * 255).rounded()) } }, labels: batch.labels, shape: [16, 16, 3])
        let found = try ClassSeparation(source, .train, count: 80, pairs: 3, on: Team(threads: 2, instructions: .widest))
        #expect(found.pairs.map(\.squaredDistance) == bytes.obvious.pairs.prefix(3).map(\.square))
    }
}
