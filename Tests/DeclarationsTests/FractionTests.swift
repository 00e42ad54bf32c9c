import Declarations
import Testing

@Suite struct FractionTests {
    @Test(arguments: [
        ("8/255", 8, 255), ("16/510", 8, 255), ("0.1", 1, 10), ("1e-3", 1, 1000), ("-0.25", -1, 4), (".5", 1, 2), ("-.5", -1, 2), ("3", 3, 1),
        ("+3", 3, 1),
        ("1.5e2", 150, 1), ("0", 0, 1), ("-0.0", 0, 1), ("0e999", 0, 1), ("0.10000000000000000000000000", 1, 10), ("1000000e-6", 1, 1),
        ("9223372036854775807", Int.max, 1), ("1e-18", 1, 1_000_000_000_000_000_000), ("1E2", 100, 1),
    ]) func reads(text: String, numerator: Int, denominator: Int) {
        #expect(Fraction(text) == Fraction(numerator, denominator))
    }

    @Test(arguments: [
        "", ".", "-", "+", "e", "1e", "e5", "1.", "1.-5", ".-5", "1.+5", "--1", "1/0", "1/-2", "1/2/3", "/2", "1/", "1/2e3", "0x10", "inf", "nan",
        " 1", "1 ", "1,5", "1_000",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775808/3", "1/9223372036854775808", "1e19", "1e-19", "1e999999999999999999999",
        "1e9223372036854775807",
        "1e-9223372036854775808", "0.12345678901234567890123", "٣", "1.٣",
    ]) func refuses(text: String) {
        #expect(Fraction(text) == nil)
    }

    @Test func whatItWritesItReads() {
        var state: UInt64 = 1
        for _ in 0..<2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Fraction(Int(Int32(truncatingIfNeeded: state >> 32)), 1 + Int(state >> 40))
            #expect(Fraction(value.description) == value)
        }
    }

    @Test func itsValueIsTheNearest() {
        #expect(Fraction(8, 255).value == 8.0 / 255 && Fraction(8, 255).float == Float(8) / 255 && Fraction("0.1")?.value == 0.1)
        #expect(Fraction(0).description == "0" && Fraction(-4, 6).description == "-2/3" && Fraction(.max, .max) == Fraction(1))
    }
}
