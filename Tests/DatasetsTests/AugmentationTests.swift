import Classification
import Datasets
import Declarations
import Tensors
import Testing

@Suite struct AugmentationTests {
    static let random = RandomSource(seed: 4)("augmentation", 2)
    static let batch = try! read(Procedural(), .train, Array(0..<24))

    @Test func `an image's result does not depend on its batch`() {
        let whole = Augmentation()(Self.batch, Self.random)
        for n in [0, 7, 23] {
            let alone = Augmentation()(Self.batch.rows([n]), Self.random)
            #expect(alone.images[0] == whole.images[n])
        }
        let backwards = Augmentation()(Self.batch.rows(Array((0..<24).reversed())), Self.random)
        #expect(backwards.images[0] == whole.images[23])
        #expect(whole.labels == Self.batch.labels && whole.samples == Self.batch.samples)
    }

    @Test func `epochs differ, the same epoch does not`() {
        let first = Augmentation()(Self.batch, Self.random), again = Augmentation()(Self.batch, Self.random)
        let other = Augmentation()(Self.batch, RandomSource(seed: 4)("augmentation", 3))
        #expect(first.images == again.images)
        #expect((0..<24).allSatisfy { first.images[$0] != other.images[$0] })
    }

    @Test func `none leaves every bit`() {
        #expect(Augmentation.none(Self.batch, Self.random).images == Self.batch.images)
    }

    /// Each pixel encodes its place, so that the window can be read off the result.
    private static func places(_ count: Int, _ height: Int, _ width: Int) -> LabelledImages {
        let image = (0..<height * width).map { Float($0 + 1) }
        return LabelledImages(
            images: Tensor(stacking: Array(repeating: image, count: count), shape: [height, width, 1]),
            labels: Array(repeating: 0, count: count), samples: Array(0..<count))
    }

    @Test(arguments: [(5, 7), (8, 8), (1, 3)])
    func `a crop is a shifted window with zeros outside, every shift equally likely`(_ height: Int, _ width: Int) {
        let crop = 2, count = 5_000
        let result = Augmentation(crop: crop, flip: false, cutout: 0)(Self.places(count, height, width), Self.random)
        var seen: [SIMD2<Int>: Int] = [:]
        for n in 0..<count {
            let image = result.images[n]
            func isWindow(_ down: Int, _ right: Int) -> Bool {
                (0..<height * width).allSatisfy { index in
                    let y = index / width + down, x = index % width + right
                    let isInside = (0..<height).contains(y) && (0..<width).contains(x)
                    return image[index] == (isInside ? Float(y * width + x + 1) : 0)
                }
            }
            let shift = (0..<25).map { SIMD2<Int>($0 / 5 - 2, $0 % 5 - 2) }.filter { isWindow($0.x, $0.y) }
            #expect(!shift.isEmpty, "image \(n) is no window")
            if shift.count == 1 { seen[shift[0], default: 0] += 1 }
        }
        if height > 2 * crop {
            // 25 shifts with 200 expected each; 70 is five standard deviations.
            #expect(seen.count == 25 && seen.values.allSatisfy { abs($0 - count / 25) < 70 })
        }
    }

    @Test func `half the images are mirrored, the others untouched`() {
        let batch = Self.places(2_000, 3, 4)
        let result = Augmentation(crop: 0, flip: true, cutout: 0)(batch, Self.random)
        let original = batch.images[0], mirrored: [Float] = [4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9]
        var count = 0
        for n in 0..<2_000 {
            #expect(result.images[n] == original || result.images[n] == mirrored)
            if result.images[n] == mirrored { count += 1 }
        }
        #expect(abs(count - 1_000) < 112)  // five standard deviations
    }

    @Test func `cutout fills a square with the mean colour of what it covers`() {
        let side = 8, size = 4
        let result = Augmentation(crop: 0, flip: false, cutout: size)(Self.batch, Self.random)
        for n in 0..<Self.batch.count {
            let before = Self.batch.images[n], after = result.images[n]
            let changed = (0..<32 * 32).filter { before[$0 * 3..<$0 * 3 + 3] != after[$0 * 3..<$0 * 3 + 3] }
            let rows = changed.map { $0 / 32 }, columns = changed.map { $0 % 32 }
            let down = rows.min()!...rows.max()!, across = columns.min()!...columns.max()!
            #expect(2...size ~= down.count && 2...size ~= across.count)  // a centre at the border leaves half the square
            for channel in 0..<3 {
                var covered: [Int] = []
                var sum = 0.0
                for y in down {
                    for x in across {
                        let index = (y * 32 + x) * 3 + channel
                        covered.append(index)
                        sum += Double(before[index])
                    }
                }
                let mean = Float(sum / Double(covered.count))
                #expect(covered.allSatisfy { after[$0] == mean })
            }
        }
        // A square larger than the image leaves one colour.
        let image = Self.places(1, side, side)
        let flat = Augmentation(crop: 0, flip: false, cutout: 4 * side)(image, Self.random).images[0]
        #expect(Set(flat) == [Float(side * side + 1) / 2])
    }

    @Test func `impossible values are refused by name`() {
        let mistakes = [(Augmentation(crop: -1, flip: true, cutout: 0), "crop"), (Augmentation(crop: 0, flip: true, cutout: -2), "cutout")]
        for (augmentation, key) in mistakes {
            #expect { try augmentation.validate() } throws: { ($0 as? Invalid)?.key == key }
        }
        #expect(throws: Never.self) { try Augmentation().validate() }
    }

    /// On images that do not depend on any data set.
    @Test func `the bits stay`() throws {
        try expectBits(Augmentation()(Self.places(24, 32, 32), Self.random).images.values, "augmentation")
    }
}
