import Declarations
import Testing

private func key(_ json: String) throws -> String { try Tree(of: read(Recipe.self, json), .key).canonicalJSON }

private struct Grown: Declaration {
    static var name: String { "recipe" }
    var images = 300, added = 7
    var hint: String?
}
private struct Before: Declaration {
    static var name: String { "recipe" }
    var images = 300
}
private struct Raised: Declaration {
    static var version: Int { 2 }
    var images = 300
}
private struct Holder<Inner: Declaration>: Declaration { var inner = Inner() }
private struct Numbers: Declaration { var a: Float = 1, b = 1.0 }
private struct Bag: Declaration { var words: Set<String> = [] }

@Suite struct KeyFormTests {
    @Test func spellingsOfOneValueGiveOneText() throws {
        let base = try key(#"{"search": {"iteratedFGSM": {"weight": 0.01, "precision": 0.3}}}"#)
        #expect(base.contains(#""iteratedFGSM":{"precision":0.3,"version":1,"weight":0.01}"#))
        for weight in ["0.010", "1e-2", "1E-02", "0.0100000", "\"+0.01\""] {
            #expect(try key("{\"search\": {\"iteratedFGSM\": {\"precision\": 3e-1, \"weight\": \(weight)}}}") == base)
        }
        #expect(try key(#"{"search": {"pgd": {"stepSize": "0.5"}}}"#) == key(#"{"search": {"pgd": {"stepSize": "2/4"}}}"#))
        #expect(try Tree(of: IteratedFGSM(weight: 0), .key).canonicalJSON == Tree(of: IteratedFGSM(weight: -0.0), .key).canonicalJSON)
    }

    @Test func scalarsAtTheirDefaultAreLeftOutAndNestedDeclarationsNever() throws {
        #expect(try key("{}") == #"{"counts":{},"kept":{},"search":{"leastDistance":{"of":{"pgd":{"version":1}},"version":1}},"version":1}"#)
        #expect(try key(#"{"images": 300, "search": {"leastDistance": {"of": {"pgd": {"steps": 40}}, "first": 0.3}}}"#) == key("{}"))
        #expect(try key(#"{"images": 301}"#) != key("{}"))
    }

    @Test func aPropertyAddedLaterChangesNoKey() throws {
        #expect(try Tree(of: Grown(), .key).canonicalJSON == Tree(of: Before(), .key).canonicalJSON)
        #expect(try Tree(of: Grown(images: 5), .key).canonicalJSON == Tree(of: Before(images: 5), .key).canonicalJSON)
    }

    @Test func aVersionIsPartOfTheKeyHoweverDeepTheDeclarationLies() throws {
        #expect(try Tree(of: Holder<Before>(), .key).canonicalJSON == #"{"inner":{"version":1},"version":1}"#)
        #expect(try Tree(of: Holder<Raised>(), .key).canonicalJSON == #"{"inner":{"version":2},"version":1}"#)
    }

    @Test func nilDiffersFromADefaultThatIsNot() throws {
        #expect(try Tree(of: CarliniWagner(), .key).canonicalJSON == #"{"version":1}"#)
        #expect(try Tree(of: CarliniWagner(clip: nil), .key).canonicalJSON == #"{"clip":null,"version":1}"#)
    }

    @Test func namesNeverReachAKey() throws {
        let definitions = #"{"robust": {"batch": 5}}"#
        let named = try read(Titled.self, #"{"id": "a", "model": "robust"}"#, definitions: definitions)
        let written = try read(Titled.self, #"{"id": "a", "model": {"batch": 5}}"#)
        #expect(try Tree(of: named, .key).canonicalJSON == Tree(of: written, .key).canonicalJSON)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func numbersThatAreNotFiniteHaveNoText(value: Float) {
        #expect(throws: Invalid.self) { try Tree(of: Numbers(a: value)) }
        #expect(throws: Invalid.self) { try Tree(of: Numbers(b: Double(value)), .key) }
    }

    @Test func aSetHasNoOrderAndIsRefused() {
        #expect(throws: Invalid.self) { try Tree(of: Bag(words: ["a", "b"])) }
    }

    @Test func aTypesWordIsItsNameWithLeadingCapitalsLowered() {
        #expect(family.map { $0.name } == ["pgd", "iteratedFGSM", "carliniWagner", "leastDistance", "restarted", "recipe", "titled"])
    }
}
