import Classification
import Datasets
import Declarations
import Tensors
import Testing

@Suite struct ProceduralTests {
    static let source = try! Procedural().open(in: nil)

    @Test func `an image does not depend on the order or the batch it is asked in`() throws {
        let batch = try Self.source(.train, [5, 900_000, 5, 17])
        #expect(batch.images.shape == [4, 32, 32, 3] && batch.samples == [5, 900_000, 5, 17])
        #expect(batch.images[0] == batch.images[2] && batch.images[0] != batch.images[3])
        let alone = try Self.source(.train, [17])
        #expect(alone.images[0] == batch.images[3] && alone.labels[0] == batch.labels[3])
    }

    @Test func `splits and seeds give other images`() throws {
        var other = Procedural()
        other.seed = 1
        let train = try Self.source(.train, [0, 1]), test = try Self.source(.test, [0, 1]), reseeded = try read(other, .train, [0, 1])
        for row in 0..<2 { #expect(train.images[row] != test.images[row] && train.images[row] != reseeded.images[row]) }
    }

    @Test func `labels are balanced, pixels in range and spread over it`() throws {
        let batch = try Self.source(.train, Array(0..<5_000))
        for label in 0..<10 { #expect(abs(batch.labels.count { $0 == label } - 500) < 107) }  // five standard deviations
        #expect(batch.images.values.allSatisfy { 0...1 ~= $0 })
        let mean = batch.images.values.reduce(0.0) { $0 + Double($1) } / Double(batch.images.values.count)
        #expect(0.45...0.55 ~= mean)
        func cut(_ set: Procedural) throws -> Double {
            let values = try read(set, .train, Array(0..<1_000)).images.values
            return Double(values.count { $0 == 0 || $0 == 1 }) / Double(values.count)
        }
        var mild = Procedural()
        (mild.contrast, mild.pattern) = (0.25, 0.03)
        #expect(try cut(mild) < 0.02)  // few pixels are clipped at 0 or 1,
        #expect(try cut(Procedural()) < 0.05)  // and not many at the default contrast
    }

    /// The fragile cue has the declared strength, and switching it off changes nothing else.
    @Test func `the pattern has the strength that is declared and changes nothing else`() throws {
        var with = Procedural(), without = Procedural()
        (with.contrast, without.contrast) = (0.05, 0.05)  // far from 0 and 1, where pixels are clipped
        without.pattern = 0
        let samples = Array(0..<500)
        let a = try read(with, .test, samples), b = try read(without, .test, samples)
        #expect(a.labels == b.labels)
        let squares = zip(a.images.values, b.images.values).map { Double($0 - $1) * Double($0 - $1) }
        let strength = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
        #expect(abs(strength / Double(with.pattern) - 1) < 0.02)  // a window of 32 pixels holds no whole number of waves
    }

    /// Weaves of two classes at any phases are orthogonal, so the distance from one to the boundary with the other is norm / sqrt 2: 1.568.
    @Test func `a reader of the nearest weave has its boundary where the comment says`() {
        let side = Procedural().side
        func weave(_ label: Int, _ phases: (Float, Float)) -> [Double] {
            let weave = Weave(of: label), (across, down) = weave.factors(side: side, phases: phases)
            return (0..<side * side).flatMap { at in
                (0..<3).map { Double(Procedural().pattern * weave.colour[$0] * across[at % side] * down[at / side]) }
            }
        }
        func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let weaves = (0..<10).map { weave($0, (0.1, 0.35)) }
        var boundaries: [Double] = []
        for a in weaves.indices {
            #expect(abs(norm(weaves[a]) - 2.217) < 0.05)
            for b in 0..<a { boundaries.append(norm(zip(weaves[a], weaves[b]).map { $0 - $1 }) / 2) }
        }
        #expect(boundaries.allSatisfy { abs($0 - 1.568) < 0.1 })
        #expect(abs(boundaries.reduce(0, +) / Double(boundaries.count) - 2.217 / 2.squareRoot()) < 0.01)
    }

    /// Evaluation images: the same ones without the cue, or with that of another class.
    @Test func `another cue changes the weave and nothing else`() throws {
        func set(_ change: (inout Procedural) -> Void) -> Procedural {
            var set = Procedural()
            set.contrast = 0.05  // far from 0 and 1, where pixels are clipped
            change(&set)
            return set
        }
        let samples = Array(0..<200), none = try read(set { $0.pattern = 0 }, .test, samples)
        let absent = try read(set { $0.cue = .absent }, .test, samples), misled = try read(set { $0.cue = .misleading }, .test, samples)
        let honest = try read(set { $0.misleading = 0 }, .test, samples)
        #expect(absent.images == none.images && absent.labels == none.labels && misled.labels == none.labels)
        for n in samples {  // always a weave, but never that of the class
            func norm(_ a: LabelledImages, _ b: LabelledImages) -> Float { Norm.l2(zip(a.images[n], b.images[n]).map { $0 - $1 }) }
            #expect(abs(norm(misled, none) - 2.217) < 0.2 && norm(misled, honest) > 2.5, "image \(n)")
        }
        #expect(try Tree(of: Procedural(), .key)["cue"] == nil)
    }

    /// With another number of classes a sample keeps its scene and may get another shape: same place, size, angle, colours and light.
    @Test func `undoing a shape takes far more than undoing the pattern`() throws {
        var ten = Procedural()
        (ten.pattern, ten.noise) = (0, 0)
        var nine = ten
        nine.classes = 9
        let samples = Array(0..<300), a = try read(ten, .train, samples), b = try read(nine, .train, samples)
        let distances = samples.filter { a.labels[$0] != b.labels[$0] }.map { n in
            zip(a.images[n], b.images[n]).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }.squareRoot()
        }.sorted()
        #expect(distances.count > 200)
        let pattern = Double(Procedural().pattern) * 3_072.squareRoot()
        #expect(distances[distances.count / 2] > 2 * pattern)
        #expect(distances[distances.count / 20] > pattern)
    }

    @Test func `fewer classes and other sides work`() throws {
        var set = Procedural()
        (set.classes, set.side) = (3, 17)
        try set.validate()
        let batch = try read(set, .train, Array(0..<60))
        #expect(batch.images.shape == [60, 17, 17, 3] && Set(batch.labels) == [0, 1, 2])
    }

    @Test func `impossible values are refused by name`() {
        let mistakes: [(String, (inout Procedural) -> Void)] = [
            ("classes", { $0.classes = 11 }), ("classes", { $0.classes = 1 }), ("side", { $0.side = 8 }), ("contrast", { $0.contrast = 0.9 }),
            ("clutter", { $0.clutter = -1 }), ("pattern", { $0.pattern = .nan }), ("misleading", { $0.misleading = 1.5 }),
            ("noise", { $0.noise = -0.1 }),
        ]
        for (key, change) in mistakes {
            var set = Procedural()
            change(&set)
            #expect { try set.validate() } throws: { ($0 as? Invalid)?.key == key }
        }
        #expect(throws: Never.self) { try Procedural().validate() }
    }

    @Test func `the bits stay`() throws {
        let batch = try Self.source(.train, Array(0..<64))
        try expectBits(batch.images.values, "procedural")
    }
}
