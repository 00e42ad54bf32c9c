import Reports
import Testing

@Suite struct PaperWidthTests {
    @Test(arguments: [("3.25in", 234.0), ("8.255cm", 234), ("82.55mm", 234), ("234pt", 234), ("1in", 72), ("20in", 1440), ("5.08e1mm", 144)])
    func aWidthHasAUnit(text: String, points: Double) throws {
        #expect(abs(try #require(PaperWidth(text)).points - points) < 1e-9)
    }

    @Test(arguments: [
        "", "in", "3.25", "3.25 px", "3.25i", "-3in", "0in", "0.9in", "21in", "nanin", "infin", "3,25in", "1e400pt", "three in", "0x10pt1",
    ])
    func anythingElseIsNone(text: String) { #expect(PaperWidth(text) == nil) }
}
