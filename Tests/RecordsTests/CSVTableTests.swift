import Records
import Testing

@Suite struct CSVTableTests {
    @Test func cellsAreQuotedWhereTheyMustBe() {
        let table = CSVTable(header: ["row", "value"], rows: [["a, b", "say \"x\""], ["two\nlines", ""], [" plain ", "1.5"]])
        #expect(table.text == "row,value\n\"a, b\",\"say \"\"x\"\"\"\n\"two\nlines\",\n plain ,1.5\n")
    }

    @Test func everyTableSurvivesItsText() throws {
        let pieces = ["", "a", ",", "\"", "\n", "\r", "\r\n", "é", "e\u{301}", "\u{301}", " ", "1.5"]
        var state: UInt64 = 3
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        func cell() -> String { (0..<next(4)).map { _ in pieces[next(pieces.count)] }.joined() }
        for _ in 0..<2000 {
            let width = 1 + next(3)
            let table = CSVTable(header: (0..<width).map { _ in cell() }, rows: (0..<next(4)).map { _ in (0..<width).map { _ in cell() } })
            let again = try CSVTable(parsing: table.text, file: "t.csv")
            #expect(again == table && again.text == table.text)
            #expect(zip(again.rows.joined(), table.rows.joined()).allSatisfy { Array($0.utf8) == Array($1.utf8) })
        }
    }

    @Test func linesMayEndInCRLFAndTheLastMayLackItsEnd() throws {
        let table = CSVTable(header: ["a", "b"], rows: [["1", ""], ["x,y", "2"]])
        #expect(try CSVTable(parsing: "a,b\r\n1,\r\n\"x,y\",2", file: "t.csv") == table)
        #expect(table.column("b") == 1 && table.column("c") == nil)
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstName() throws {
        #expect(try CSVTable(parsing: "\u{FEFF}a,b\n1,2\n", file: "t.csv").header == ["a", "b"])
        #expect(try CSVTable(parsing: "\u{FEFF}\"a\"\n", file: "t.csv").header == ["a"])
    }

    @Test func linesAreThoseOfTheText() throws {
        let table = try CSVTable(parsing: "a,\"b\nc\"\r\n1,2\n\"x\r\ny\n\",3\n4,5\n", file: "t.csv")
        #expect(table.lines == [3, 4, 7])
    }

    @Test(arguments: [
        ("", nil, "expected a header"), ("a,b\n1\n", 2, "expected 2 cells, found 1"), ("a\n\"x\ny\"\n1,2\n", 4, "expected 1 cells, found 2"),
        ("a\nx\"y\n", 2, "a quotation mark inside"),
        ("a\n\"x\"y\n", 2, "text after"), ("a\n\n\"x\n\n", 3, "closing quotation mark is missing"),
    ]) func mistakesNameFileAndLine(text: String, line: Int?, message: String) throws {
        let error = try #require(failure { _ = try CSVTable(parsing: text, file: "t.csv") })
        #expect(error.file == "t.csv" && error.line == line && error.message.contains(message), "\(error)")
    }
}
