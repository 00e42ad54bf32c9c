import Foundation
import Plots
import Testing

/// A picture of 4 by 4 distinct pixels.
private func picture(_ blue: UInt8) -> Pixels {
    var values: [UInt8] = []
    for place in 0..<16 { values += [UInt8(place % 4) * 60, UInt8(place / 4) * 60, blue] }
    return Pixels(width: 4, height: 4, values: values)
}

private func group(_ label: Int) -> [Mosaic.Tile] {
    [
        Mosaic.Tile(picture(0), ["class \(label)"]), Mosaic.Tile(picture(120), ["× 20"]), Mosaic.Tile(picture(240), ["class 9", "0.123"]),
    ]
}

@Suite struct MosaicTests {
    private let mosaic = Mosaic(
        title: "An attack, some data", headings: ["clean", "change", "adversarial"],
        rows: [Mosaic.Row("undefended", [group(1), group(2)]), Mosaic.Row("l2 TV .01 + Lipschitz .1", [group(3)])], note: "profile test")

    @Test func itsPicture() throws { try Snapshot.expect(mosaic.pixels(), "mosaic.png") }

    /// Every pixel of a small picture becomes a square of one colour, 24 pixels wide: nothing is blended, so a change of one level shows.
    @Test func smallPicturesStayExact() throws {
        let drawn = mosaic.pixels()
        func colour(_ x: Int, _ y: Int) -> [UInt8] { Array(drawn.values[(y * drawn.width + x) * 3..<(y * drawn.width + x) * 3 + 3]) }
        // The darkest pixel of the first picture is black, unlike any letter.
        let corner = try #require((0..<drawn.width * drawn.height).first { colour($0 % drawn.width, $0 / drawn.width) == [0, 0, 0] })
        let (left, top) = (corner % drawn.width, corner / drawn.width)
        for y in 0..<96 {
            for x in 0..<96 {
                let wanted: [UInt8] = [UInt8(x / 24) * 60, UInt8(y / 24) * 60, 0]
                #expect(colour(left + x, top + y) == wanted)
            }
        }
    }

    @Test func nothingIsCutAndNothingBreaksIt() {
        #expect(Mosaic(title: "", headings: [], rows: [], note: "").pixels().width >= 1)
        let large = Mosaic.Tile(Pixels(width: 300, height: 200, values: [UInt8](repeating: 7, count: 180_000)), [])
        let drawn = Mosaic(title: "large", headings: ["a"], rows: [Mosaic.Row("r", [[large], [large]])], note: "").pixels()
        #expect(drawn.values.count { $0 == 7 } == 2 * 180_000, "pictures larger than usual are shown whole")
    }
}
