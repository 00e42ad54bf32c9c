import Plots
import Testing

/// The red value of a pixel: 255 on paper, 0 under black.
private func red(_ scene: Scene, _ x: Int, _ y: Int) -> Int {
    let pixels = scene.pixels(scale: 1)
    return Int(pixels.values[(y * pixels.width + x) * 3])
}
private let black = Colour(0x000000)
private func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> [Point] {
    Rectangle(left: left, top: top, width: right - left, height: bottom - top).corners
}

@Suite struct RasterTests {
    @Test func edgesAreShares() {
        var scene = Scene(width: 8, height: 8)
        scene.fill([box(1.25, 1, 4.5, 3.5)], black)
        #expect(red(scene, 0, 1) == 255)
        #expect(red(scene, 1, 1) == 255 - 191)  // three quarters
        #expect(red(scene, 2, 1) == 0)
        #expect(red(scene, 4, 1) == 255 - 128)  // half across
        #expect(red(scene, 2, 3) == 255 - 128)  // half down
        #expect(red(scene, 4, 3) == 255 - 64)
        #expect(red(scene, 5, 1) == 255 && red(scene, 2, 4) == 255)
    }

    @Test func aTriangleCoversHalfItsBox() {
        var scene = Scene(width: 64, height: 64)
        scene.fill([[Point(0, 0), Point(64, 0), Point(0, 64)]], black)
        let ink = scene.pixels(scale: 1).values.reduce(0) { $0 + 255 - Int($1) }
        #expect(abs(Double(ink) / Double(255 * 3 * 64 * 64) - 0.5) < 0.002)
    }

    @Test func windingEitherWayTheUnionIsFilledOnce() {
        var scene = Scene(width: 8, height: 8)
        scene.fill([box(1, 1, 5, 5), Array(box(3, 1, 7, 5).reversed())], Colour(0x000000, opacity: 128))
        #expect(Set((1..<7).map { red(scene, $0, 2) }) == [127])
    }

    @Test func piecesOfATranslucentLineDoNotAddUp() {
        var scene = Scene(width: 100, height: 20)
        scene.stroke([(0...200).map { Point(Double($0) / 2, 10) }], Stroke(Colour(0x000000, opacity: 100), width: 4))
        #expect(Set((1..<99).map { red(scene, $0, 10) }) == [155])
    }

    @Test func nothingIsDrawnOutsideTheClip() {
        var scene = Scene(width: 10, height: 10)
        scene.fill([box(-50, -50, 50, 50)], black, clip: Rectangle(left: 2, top: 3, width: 4, height: 5))
        let pixels = scene.pixels(scale: 1)
        for y in 0..<10 {
            for x in 0..<10 {
                let inside = (2..<6).contains(x) && (3..<8).contains(y)
                #expect(pixels.values[(y * 10 + x) * 3] == (inside ? 0 : 255))
            }
        }
    }

    @Test func dashesHaveTheirLengths() {
        var scene = Scene(width: 100, height: 3)
        scene.stroke([[Point(0, 1.5), Point(37, 1.5), Point(100, 1.5)]], Stroke(black, width: 3, dashes: [6, 4]))
        for x in 0..<100 { #expect(red(scene, x, 1) == (x % 10 < 6 ? 0 : 255)) }
    }

    @Test func scaleDrawsTheSamePictureLarger() {
        var small = Scene(width: 20, height: 10), large = Scene(width: 40, height: 20)
        small.fill([[Point(1, 1), Point(17, 3), Point(5, 9)]], black)
        large.fill([[Point(2, 2), Point(34, 6), Point(10, 18)]], black)
        #expect(small.pixels(scale: 2) == large.pixels(scale: 1))
    }
}
