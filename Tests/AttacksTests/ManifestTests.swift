import Attacks
import Declarations
import Testing

private let reader = Reader(types: attacks)
private func mapping(_ key: String, _ value: Tree) -> Tree { Tree(.mapping([Tree.Entry(key, value)])) }
private func scalar(_ text: String) -> Tree { Tree(.scalar(text, quoted: false)) }
private func read(_ tree: Tree) throws -> any MinimumNormAttack { try reader.read(Declared<any MinimumNormAttack>.self, from: tree).wrappedValue }

/// A manifest can name every attack, and a written attack reads back unchanged.
@Test(arguments: searches.indices) func everyAttackIsAWordOfAManifest(_ index: Int) throws {
    let attack = searches[index], written = try Tree(of: Declared<any MinimumNormAttack>(wrappedValue: attack))
    #expect(try Tree(of: Declared<any MinimumNormAttack>(wrappedValue: read(written))).canonicalJSON == written.canonicalJSON)
    #expect(written.entries.map(\.key) == [type(of: attack).name])
    #expect(throws: Never.self) { try attack.validate() }
}

/// In a search PGD starts at the original image in any norm, unless the manifest says otherwise; outside a search it has a random start.
@Test func noRandomStartInsideASearchUnlessDeclared() throws {
    func inner(_ pgd: Tree) throws -> PGD? { (try read(mapping("leastDistance", mapping("of", mapping("pgd", pgd)))) as? LeastDistance)?.of as? PGD }
    #expect(try inner(mapping("norm", scalar("linf")))?.randomStart == false)
    #expect(try inner(mapping("randomStart", scalar("true")))?.randomStart == true)
    #expect(try (read(mapping("within", mapping("of", scalar("pgd")))) as? Within).flatMap { $0.of as? PGD }?.randomStart == true)
}
