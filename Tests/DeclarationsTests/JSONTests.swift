import Declarations
import Testing

@Suite struct JSONTests {
    @Test func keysAreSortedAndSpaceIsGone() throws {
        let tree = try Tree(json: " { \"b\" : [ 1 , 2.50, true , null ],\n \"a\" : { } } ", file: "m")
        #expect(tree.canonicalJSON == #"{"a":{},"b":[1,2.50,true,null]}"#)
        #expect(tree.entries[1].place == Tree.Place(file: "m", line: 2, column: 2))
    }

    @Test func everyScalarCharacterSurvives() throws {
        var text = ""
        for value in Array(0..<0x300) + [0x2028, 0xFEFF, 0xFFFF, 0x1F600, 0x10FFFF] { text.unicodeScalars.append(Unicode.Scalar(UInt32(value))!) }
        let tree = Tree(.mapping([Tree.Entry(text, Tree(.scalar(text, quoted: true)))]))
        let again = try Tree(json: tree.canonicalJSON, file: "m")
        #expect(Array(again.entries[0].key.unicodeScalars) == Array(text.unicodeScalars))
        #expect(again.entries[0].value.text.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test func escapesAreRead() throws {
        #expect(try Tree(json: #""\n\t\r\b\f\/\\\"A\u00e9\ud83d\ude00""#, file: "m").text == "\n\t\r\u{8}\u{c}/\\\"A\u{e9}\u{1F600}")
    }

    @Test func wordsThatAreNoNumbersAreQuoted() {
        for word in ["inf", "nan", "null", "hello", "1.", ".5", "+1", "01", "1e", "0x1", "-", ""] {
            #expect(Tree(.scalar(word, quoted: false)).canonicalJSON == "\"\(word)\"")
        }
        for number in ["0", "-1", "1.5", "1e-05", "1E+3", "0.0", "true"] { #expect(Tree(.scalar(number, quoted: false)).canonicalJSON == number) }
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\" 1}", 1, 6), ("{\"a\": 1,}", 1, 9), ("[1 2]", 1, 4), ("\"abc", 1, 5), ("nul", 1, 1),
        ("01", 1, 1), ("\u{B}1", 1, 1), ("1\u{C}", 1, 2), ("[1]\n x", 2, 2),
        ("\"\\x\"", 1, 3), ("\"\\u12\"", 1, 4), ("\"\\ud800\"", 1, 8), ("\"\\ud800\\u0041\"", 1, 14), ("\"\u{1}\"", 1, 2), ("{a: 1}", 1, 2),
        ("'a'", 1, 1),
    ]) func whatIsNotJSONIsRefusedWithItsPlace(text: String, line: Int, column: Int) {
        do {
            _ = try Tree(json: text, file: "m")
            Issue.record("\(text) was read")
        } catch { #expect("\(error)".hasPrefix("m:\(line):\(column): /: not JSON"), "\(text): \(error)") }
    }

    @Test func aLowerMappingIsMergedAndAnythingElseReplaced() throws {
        let upper = try Tree(json: #"{"a": {"x": 1}, "l": [1]}"#, file: "u"),
            lower = try Tree(json: #"{"a": {"x": 2, "y": 3}, "l": [2, 3], "z": 0}"#, file: "l")
        #expect(upper.over(lower).canonicalJSON == #"{"a":{"x":1,"y":3},"l":[1],"z":0}"#)
        #expect(upper.over(nil) == upper)
    }
}
