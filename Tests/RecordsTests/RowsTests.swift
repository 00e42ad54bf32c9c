import Records
import Testing

@Suite struct RowsTests {
    @Test func everyDoubleSurvivesTheText() throws {
        var state: UInt64 = 7, values: [Int: [Double]] = [:]
        for index in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            values[index] = [Double(bitPattern: state)]
        }
        let special: [Double] = [
            0, -0.0, .infinity, -.infinity, .nan, -.nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
            .greatestFiniteMagnitude, 0.1, 16_777_216, 1 / 3,
        ]
        for (offset, value) in special.enumerated() { values[20_000 + offset] = [value] }
        let all = Rows(columns: ["x"], values), text = all.csv
        let again = try Rows(csv: text, file: "a.csv")
        #expect(again == all && again.csv == text)
        #expect(again[20_001]?[0].sign == .minus)
    }

    @Test func theTextIsPlain() {
        let rows = Rows(columns: ["distance", "calls"], [10: [.infinity, 3], 2: [0.1, -0.5]])
        #expect(rows.csv == "index,distance,calls\n2,0.1,-0.5\n10,inf,3.0\n")
        #expect(Rows(columns: [], [3: []]).csv == "index\n3\n")
    }

    @Test(arguments: [
        ("", 1, "found nothing"), ("x", 1, "cut off"), ("index,a\n0,1.0", 2, "cut off"), ("sample,a\n", 1, "begins with index"),
        ("index,a,a\n", 1, "different names"), ("index,\n", 1, "different names"),
        ("index,a\n0,1.0,2.0\n", 2, "expected 2 values, found 3"), ("index,a\n0\n", 2, "expected 2 values, found 1"),
        ("index,a\n\n", 2, "expected 2 values, found 1"),
        ("index,a\nx,1.0\n", 2, "x is not an index"), ("index,a\n-1,1.0\n", 2, "-1 is not an index"),
        ("index,a\n9223372036854775807,1.0\n", 2, "9223372036854775807 is not an index"), ("index,a\n+1,1.0\n", 2, "+1 is not an index"),
        ("index,a\n01,1.0\n", 2, "01 is not an index"),
        ("index,a\n0,1.0\n0,1.0\n", 3, "index 0 is given twice"),
        ("index,a\n0,\n", 2, "a:  is not a number"), ("index,a\n0,1.0\n1,abc\n", 3, "a: abc is not a number"),
        ("index,a\n0, 1.0\n", 2, "a:  1.0 is not a number"),
        ("index,a\n0,0x1p3\n", 2, "not a number"), ("index,a\n0,infinity\n", 2, "not a number"), ("index,a\n0,1e309\n", 2, "not a number"),
        ("index,a\n0,1.0\r\n", 1, "cut off"),
    ]) func whatIsNotExactlyThatIsRefusedWithItsLine(text: String, line: Int, message: String) throws {
        let error = try #require(failure { _ = try Rows(csv: text, file: "a.csv") })
        #expect(error.file == "a.csv" && (error.line == line || message == "cut off") && error.message.contains(message), "\(error)")
    }

    @Test func growingReadsExactlyTheFirstImages() {
        #expect(rows(0..<100).within(0..<64) == rows(0..<64))
        #expect(rows(0..<100).within(0..<64).column("calls").count == 64)
        #expect(rows(0..<10).merging(rows(20..<30)).missing(in: 5..<25) == [10..<20])
        #expect(rows(0..<10).missing(in: 0..<10) == [])
    }

    @Test func mergingAndJoining() {
        let other = Rows(columns: ["norm"], [1: [5], 9: [6]])
        #expect(rows(0..<3).joined(other) == Rows(columns: ["distance", "calls", "norm"], [1: [1 / 7, 3, 5]]))
        #expect(rows(0..<3).merging(rows(3..<5)) == rows(0..<5))
        #expect(Rows(columns: []).merging(other) == other && other.merging(Rows(columns: [])) == other)
        let changed = Rows(columns: ["norm"], [1: [7]])
        #expect(other.merging(changed)[1] == [5])
        #expect(Rows(columns: []).column("norm") == [] && other.column("norm") == [5, 6])
    }
}
