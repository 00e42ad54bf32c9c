import Declarations
import Testing

@Suite struct MistakeTests {
    private static let searches: [(json: String, expected: String)] = [
        (#"{"leastDistance": {"of": {"pgd": {"norm": "l2", "stepz": 3}}}}"#, "m:1:49: /leastDistance/of/pgd/stepz: unknown key, did you mean steps?"),
        (#"{"leastDistance": {"of": {"pdg": {}}}}"#, "m:1:27: /leastDistance/of: unknown name pdg, did you mean pgd?"),
        (
            #"{"leastDistance": {"of": "carliniWagner"}}"#,
            "m:1:26: /leastDistance/of: carliniWagner is not allowed here, expected one of pgd, iteratedFGSM, restarted"
        ),
        (
            #"{"leastDistance": {"of": {"pgd": {"norm": "l3"}}}}"#,
            "m:1:43: /leastDistance/of/pgd/norm: unknown Measure l3, expected one of l1, l2, linf"
        ),
        (#"{"pgd": {"steps": "many"}}"#, "m:1:19: /pgd/steps: expected a whole number, found many"),
        (#"{"pgd": {"steps": 99999999999999999999}}"#, "m:1:19: /pgd/steps: expected a whole number, found 99999999999999999999"),
        (#"{"pgd": {"steps": 1.5}}"#, "m:1:19: /pgd/steps: expected a whole number, found 1.5"),
        (#"{"pgd": {"steps": [1]}}"#, "m:1:19: /pgd/steps: expected a whole number, found a list"),
        (#"{"pgd": {"steps": null}}"#, "m:1:19: /pgd/steps: expected a whole number, found null"),
        (#"{"pgd": {"steps": 0}}"#, "m:1:19: /pgd/steps: 0 is not a whole number of at least 1"),
        (#"{"pgd": {"randomStart": "yes"}}"#, "m:1:25: /pgd/randomStart: expected true or false, found yes"),
        (#"{"pgd": {"stepSize": "8/x"}}"#, "m:1:22: /pgd/stepSize: expected a fraction such as 8/255 or 0.1, found 8/x"),
        (#"{"pgd": [1]}"#, "m:1:9: /pgd: expected the keys of pgd, found a list"),
        (#"{"pgd": {}, "carliniWagner": {}}"#, "m:1:1: /: expected a mapping of one key, the name of a type, found a mapping"),
        (#"[]"#, "m:1:1: /: expected a mapping of one key, the name of a type, found a list"),
        (#"{"iteratedFGSM": {"weight": "nan"}}"#, "m:1:29: /iteratedFGSM/weight: expected a finite number, found nan"),
        (#"{"iteratedFGSM": {"weight": "-inf"}}"#, "m:1:29: /iteratedFGSM/weight: expected a finite number, found -inf"),
        (#"{"iteratedFGSM": {"weight": 1e39}}"#, "m:1:29: /iteratedFGSM/weight: expected a finite number, found 1e39"),
        (#"{"iteratedFGSM": {"precision": 1e999}}"#, "m:1:32: /iteratedFGSM/precision: expected a finite number, found 1e999"),
        (#"{"iteratedFGSM": {"weight": "0x10"}}"#, "m:1:29: /iteratedFGSM/weight: expected a finite number, found 0x10"),
    ]

    @Test(arguments: searches) func aMistakeSaysWhereWhatAndTheNearestName(json: String, expected: String) {
        #expect(mistakes(AnySearch.self, json) == [expected])
    }

    @Test func placesAreThoseOfTheFileThatIsWrong() {
        #expect(
            mistakes(AnySearch.self, #""leastDistance""#, defaults: #"{"pgd": {"step": 3}}"#) == [
                "smoke:1:10: /leastDistance/of/pgd/step: unknown key, did you mean steps?"
            ])
        #expect(
            mistakes(Recipe.self, #""undefendet""#, definitions: #"{"undefended": {}}"#) == [
                "m:1:1: /: unknown name undefendet, did you mean undefended?"
            ])
        #expect(
            mistakes(Recipe.self, #""undefended""#, definitions: "{\"undefended\":\n {\"bach\": 1}}") == [
                "models:2:3: /bach: unknown key, did you mean batch?"
            ])
    }

    @Test func rangesMayDependOnOtherKeys() {
        #expect(mistakes(Recipe.self, #"{"batch": 400}"#) == ["m:1:11: /batch: 400 is not a whole number from 1 to images (300)"])
        #expect(mistakes(Recipe.self, #"{"batch": 400, "images": 500}"#) == [])
        #expect(mistakes(Recipe.self, #"{"seed": 300}"#) == ["m:1:10: /seed: expected a whole number from 0 to 255, found 300"])
    }

    @Test func requiredKeysAreAskedFor() {
        #expect(mistakes(Titled.self, "{}") == ["m:1:1: /: titled needs the key id"])
    }

    @Test func everyMistakeIsToldAtOnce() {
        let json = #"{"seed": -1, "batch": "x", "titel": "a", "search": {"pgd": {"steps": 0}}, "penalties": ["pgd", "lipshitz"]}"#
        #expect(
            mistakes(Recipe.self, json).map { String($0.prefix { $0 != " " }) + " " + $0.split(separator: " ")[1] }.sorted()
                == [
                    "m:1:10: /seed:", "m:1:28: /titel:", "m:1:23: /batch:", "m:1:70: /search/pgd/steps:", "m:1:96: /penalties/1:",
                ].sorted())
    }

    @Test func aDefaultInPlaceOfAMistakeBreaksNoRange() {
        // Without a valid second key nothing can be said about the first.
        #expect(mistakes(Recipe.self, #"{"batch": 400, "images": "5oo"}"#) == ["m:1:26: /images: expected a whole number, found 5oo"])
    }

    @Test func aKeyGivenTwiceIsRefusedWithBothPlaces() {
        #expect(mistakes(Recipe.self, "{\"batch\": 1,\n \"batch\": 2}") == ["m:2:2: /batch: given twice, first at m:1:2"])
        let tree = Tree(.mapping([Tree.Entry("steps", Tree(.scalar("1", quoted: false))), Tree.Entry("steps", Tree(.scalar("2", quoted: false)))]))
        #expect(throws: ManifestError.self) { try Reader(types: family).read(PGD.self, from: tree) }
    }

    @Test func namesThatStandForThemselvesEnd() {
        #expect(mistakes(Recipe.self, #""a""#, definitions: #"{"a": "b", "b": "a"}"#).first?.contains("stands for itself: a -> b -> a") == true)
        #expect(
            mistakes(Recipe.self, #""a""#, definitions: #"{"a": {"penalties": ["s"]}, "s": {"leastDistance": {"of": "s"}}}"#).first?.contains(
                "is not allowed here") == true)
        let ring = mistakes(AnySearch.self, #""ring""#, definitions: #"{"ring": {"restarted": {"of": "ring"}}}"#)
        #expect(ring.count == 1 && ring[0].contains("nested too deeply: does a definition name itself?"), "\(ring)")
    }

    @Test func nestingThatIsTooDeepIsRefused() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ManifestError.self) { try Tree(json: deep, file: "m") }
        var tree = Tree(.mapping([]))
        for _ in 0..<100 { tree = Tree(.list([tree])) }
        #expect(throws: ManifestError.self) { try Reader(types: family).read(Recipe.self, from: tree) }
    }
}

@Suite struct NearestTests {
    @Test func theNearestNameIsFound() {
        #expect(nearest("stpes", ["norm", "steps", "stepSize"]) == ["steps"])
        #expect(nearest("pgf", ["fgsm", "pgd"]) == ["pgd"])
        #expect(nearest("zebra", ["norm", "steps"]) == ["norm", "steps"])
        #expect(nearest("", []) == [])
        #expect(nearest(String(repeating: "a", count: 1_000_000), ["a"]) == ["a"])
    }
}
