import Plots
import Testing

@Suite struct PixelDifferenceTests {
    @Test func theDifferenceCountsPixelsAndMarksThem() throws {
        let old = Pixels(width: 2, height: 1, values: [0, 0, 0, 200, 200, 200]), new = Pixels(width: 2, height: 1, values: [0, 0, 0, 200, 190, 203])
        let difference = try #require(new.difference(from: old))
        #expect((difference.count, difference.total, difference.largest) == (1, 2, 10))
        #expect(difference.picture.values == [191, 191, 191, 0, 60, 150], "what is the same is faded, what differs is dark")
        #expect(try #require(old.difference(from: old)).count == 0)
        #expect(new.difference(from: Pixels(width: 1, height: 2, values: old.values)) == nil, "another size is no difference of pixels")
    }
}
