import Plots
import Testing

@Suite struct FontTests {
    private let ascii = (32...126).map { Character(UnicodeScalar($0)) }

    @Test func everyPrintableSignHasAGlyph() {
        for letter in ascii { #expect(Font.has(letter), "no \(letter)") }
        for letter in "‖∇∞₀₁₂₃⁰¹²³⁴⁵⁶⁷⁸⁹⁻ελℓ≤≥×·−±–—αδσμθΔ" { #expect(Font.has(letter), "no \(letter)") }
        #expect(!Font.has("漢"))
    }

    @Test func noTwoLettersLookAlike() {
        var seen: [[UInt8]: Character] = [:]
        for letter in ascii {
            var scene = Scene(width: 24, height: 28)
            scene.text(Text(String(letter), at: Point(2, 20), size: 20))
            let values = scene.pixels().values
            #expect(seen[values] == nil, "\(letter) looks like \(seen[values]!)")
            seen[values] = letter
            if letter != " " { #expect(values.contains { $0 < 100 }, "\(letter) is not drawn") }
        }
    }

    @Test func figuresShareOneWidth() {
        #expect(Set("0123456789".map { Font.width(of: String($0)) }).count == 1)
    }

    @Test(arguments: [Text.Anchor.start, .middle, .end], [false, true])
    func textStandsWhereItsAnchorSays(anchor: Text.Anchor, upwards: Bool) {
        var scene = Scene(width: 200, height: 200)
        let text = Text("HH", at: Point(100, 100), size: 20, anchor: anchor, upwards: upwards)
        scene.text(text)
        let pixels = scene.pixels(scale: 1), inked = (0..<200 * 200).filter { pixels.values[$0 * 3] < 128 }
        let along = inked.map { upwards ? 199 - $0 / 200 : $0 % 200 }
        let middle = Double(along.min()! + along.max()! + 1) / 2
        let expected = 100 + (anchor == .start ? 0.5 : anchor == .middle ? 0 : -0.5) * text.width
        #expect(abs(middle - expected) <= 1)
        let across = inked.map { upwards ? $0 % 200 : $0 / 200 }
        #expect(across.max()! <= 101 && across.min()! >= 84)  // capitals rise 0.7 of the size above the baseline
    }
}
