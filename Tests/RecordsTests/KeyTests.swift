import Foundation
import Records
import Testing

@Suite struct KeyTests {
    @Test func aKeyIsTheSHA256SumOfItsText() {
        let key = Key(hashing: "abc")
        #expect(key.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(key.short == "ba7816bf8f01" && Key(key.description) == key && Key(hashing: "abd") != key)
    }

    @Test func onlySixtyFourDigitsAreAKey() throws {
        let digits = Key(hashing: "").description
        for text in ["", "abc", digits + "0", String(digits.dropLast()), digits.uppercased(), "../" + digits.dropFirst(3)] {
            #expect(Key(text) == nil)
        }
        let key = Key(hashing: "x")
        #expect(try JSONDecoder().decode([Key].self, from: JSONEncoder().encode([key])) == [key])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Key].self, from: Data(#"["abc"]"#.utf8)) }
    }
}
