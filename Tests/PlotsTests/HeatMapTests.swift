import Plots
import Testing

@Suite struct HeatMapTests {
    private let map = HeatMap(
        title: "A map",
        parts: [
            HeatMap.Part(
                title: "all degrees", columns: (-4...4).map { "degree \($0)" },
                rows: [HeatMap.Row("l2 TV .01 + Lipschitz .1", (-4...4).map { HeatMap.Cell(degree: $0, text: "\($0)") })]),
            HeatMap.Part(
                title: "a gap", columns: ["a", "a longer heading"], rows: [HeatMap.Row("row", [nil, HeatMap.Cell(degree: 99, text: "far")])]),
        ], legend: (-4...4).map { "to \($0)" }, note: "profile test")

    @Test func itsPicture() throws {
        try Snapshot.expect(map.scene.pixels(), "heatmap.png")
        #expect(map.scene.svg == map.scene.svg)
    }

    /// The text is dark: every colour leaves it the contrast of 4.5 that WCAG requires. The hues are distinct in every kind of colour blindness that
    /// separates blue and yellow, and the extremes are darker than the middle, for greyscale print.
    @Test func wordsCanBeReadOnEveryColour() {
        func luminance(_ colour: Colour) -> Double {
            func linear(_ value: UInt8) -> Double {
                let share = Double(value) / 255, base = (share + 0.055) / 1.055
                // base to the power of 2.4 by squaring and roots: 2.4 is approximated by 2 + 3/8.
                return share <= 0.04045 ? share / 12.92 : base * base * (base * base * base).squareRoot().squareRoot().squareRoot()
            }
            return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
        }
        for degree in -4...4 {
            #expect((luminance(HeatMap.colour(degree)) + 0.05) / (luminance(.ink) + 0.05) > 4.5)
            if degree > 0 {
                #expect(luminance(HeatMap.colour(degree)) < luminance(HeatMap.colour(degree - 1)))
                #expect(luminance(HeatMap.colour(-degree)) < luminance(HeatMap.colour(1 - degree)))
                #expect(HeatMap.colour(degree).blue < HeatMap.colour(degree).red && HeatMap.colour(-degree).red < HeatMap.colour(-degree).blue)
            }
        }
        #expect(HeatMap.colour(7) == HeatMap.colour(4) && HeatMap.colour(-7) == HeatMap.colour(-4))
    }
}
