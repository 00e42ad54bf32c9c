import Declarations
import Testing

@Suite struct ReaderTests {
    @Test func profileLiesOverTheTypesDefaultsAndTheManifestOverBoth() throws {
        let manifest = try read(
            AnySearch.self, #"{"leastDistance": {"of": {"pgd": {"norm": "linf"}}}}"#,
            defaults: #"{"pgd": {"steps": 7, "norm": "l1"}, "leastDistance": {"bisections": 3}}"#)
        let search = try #require(manifest.wrappedValue as? LeastDistance), pgd = try #require(search.of as? PGD)
        #expect(search.bisections == 3 && search.growths == 20)
        #expect(pgd.steps == 7 && pgd.norm == .linf)
    }

    @Test func anotherMemberReplacesTheDefaultOne() throws {
        let search = try read(AnySearch.self, #"{"leastDistance": {"of": "iteratedFGSM"}}"#, defaults: #"{"pgd": {"steps": 7}}"#)
        #expect((search.wrappedValue as? LeastDistance)?.of is IteratedFGSM)
    }

    @Test func theProfileReachesADefaultThatNobodyWrote() throws {
        let search = try read(AnySearch.self, #""leastDistance""#, defaults: #"{"pgd": {"steps": 7}}"#)
        #expect(((search.wrappedValue as? LeastDistance)?.of as? PGD)?.steps == 7)
    }

    @Test func optionalMembersAreAbsentGivenOrNull() throws {
        #expect(try read(Recipe.self, "{}").other == nil)
        #expect(try read(Recipe.self, #"{"other": "pgd"}"#).other is PGD)
        #expect(try read(Recipe.self, #"{"other": null}"#, defaults: #"{"recipe": {"other": "pgd"}}"#).other == nil)
        #expect(try read(Recipe.self, "{}", defaults: #"{"recipe": {"other": {"pgd": null}}}"#).other is PGD)
    }

    @Test func optionalScalarsCanBeTakenAway() throws {
        #expect(try (read(AnySearch.self, #"{"carliniWagner": {"clip": null}}"#).wrappedValue as? CarliniWagner)?.clip == nil)
        #expect(try (read(AnySearch.self, #"{"carliniWagner": {"start": "1e-3"}}"#).wrappedValue as? CarliniWagner)?.start == Fraction(1, 1000))
    }

    @Test func namesStandForDefinitionsAlsoThroughOtherNames() throws {
        let definitions =
            #"{"robust": {"batch": 5, "penalties": ["mild", {"pgd": {"steps": 2}}]}, "mild": "milder", "milder": {"pgd": {"steps": 1}}}"#
        let titled = try read(Titled.self, #"{"id": "a", "model": "robust"}"#, definitions: definitions)
        #expect(titled.model?.name == "robust" && titled.model?.value.batch == 5)
        #expect(titled.model?.value.penalties.map { ($0 as? PGD)?.steps } == [1, 2])
        #expect(try read(Titled.self, #"{"id": "a", "model": {"batch": 5}}"#).model?.name == nil)
    }

    @Test func aPartCanBeKeptAsItStands() throws {
        let kept = try read(Recipe.self, #"{"kept": {"a": [1, null, "x"]}}"#).kept
        #expect(kept.canonicalJSON == #"{"a":[1,null,"x"]}"#)
    }

    @Test func whatIsWrittenReadsBackAsTheSameValue() throws {
        let text =
            #"{"search": {"leastDistance": {"of": {"iteratedFGSM": {"weight": 0.25}}}}, "penalties": ["pgd"], "counts": {"a": 1}, "title": "x\"y"}"#
        let resolved = try Tree(of: read(Recipe.self, text)).canonicalJSON
        #expect(try Tree(of: read(Recipe.self, resolved)).canonicalJSON == resolved)
    }
}
