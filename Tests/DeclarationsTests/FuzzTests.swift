import Declarations
import SeededNumbers
import Testing

private let manifest = #"""
    {"id": "t", "model": {"search": {"leastDistance": {"of": {"pgd": {"norm": "l2", "steps": 3, "stepSize": "8/255"}}, "first": 0.3}}, "other": null,
     "penalties": [{"iteratedFGSM": {"weight": 1e-2}}, "carliniWagner"], "images": 300, "batch": 20, "title": "a \"b\" \u00e9", "counts": {"x": 1}, "kept": {"y": [1, {}]}}}
    """#
private let words = [
    "", "pgd", "leastDistance", "robust", "ring", "a", "null", "nan", "inf", "-1", "0", "1e999", "8/255", "1/0", "-9223372036854775808",
    "9223372036854775808", "true", "é", "l2",
    String(repeating: "x", count: 500),
]

@Suite struct FuzzTests {
    private let reader: Reader

    init() throws {
        reader = Reader(
            types: family, defaults: try entries(#"{"pgd": {"steps": 7}, "recipe": {"other": "pgd"}}"#, "smoke"),
            definitions: Definitions(
                try entries(#"{"robust": {"batch": 5}, "a": "b", "b": "a", "ring": {"restarted": {"of": "ring"}}}"#, "models")))
    }

    /// Tries to read a tree; errors other than `ManifestError` fail the test. A value that is read must survive being written.
    private func attempt(_ tree: Tree) throws -> Bool {
        do {
            let value = try reader.read(Titled.self, from: tree)
            let text = try Tree(of: value).canonicalJSON
            let again = try Reader(types: family).read(Titled.self, from: Tree(json: text, file: "again"))
            #expect(try Tree(of: again).canonicalJSON == text)
            return true
        } catch is ManifestError { return false }
    }

    @Test func noMutationOfTheTextCrashesTheReader() throws {
        var random = Seeded(1), read = 0
        for _ in 0..<4000 {
            var bytes = Array(manifest.utf8)
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(Array("{}[],:\"\\0e-/".utf8).randomElement(using: &random)!, at: at)
                default: bytes.removeSubrange(at..<min(bytes.count - 1, at + 20))
                }
            }
            do {
                if try attempt(Tree(json: String(decoding: bytes, as: UTF8.self), file: "m")) { read += 1 }
            } catch is ManifestError { continue }
        }
        // Both outcomes must occur, or the mutations are too harsh or too mild to find anything.
        #expect(read > 400 && read < 3600)
    }

    @Test func noMutationOfTheTreeCrashesTheReader() throws {
        let whole = try Tree(json: manifest, file: "m")
        var random = Seeded(2), read = 0
        for _ in 0..<4000 {
            var tree = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&tree, &random) }
            if try attempt(tree) { read += 1 }
        }
        #expect(read > 40 && read < 3600)
    }

    private func mutate(_ tree: inout Tree, _ random: inout Seeded) {
        switch tree.content {
        case .mapping(var entries) where !entries.isEmpty && Int.random(in: 0..<8, using: &random) > 0:
            let at = entries.indices.randomElement(using: &random)!
            switch Int.random(in: 0..<12, using: &random) {
            case 0: entries.remove(at: at)
            case 1: entries.append(entries[at])
            case 2: entries[at] = Tree.Entry(words.randomElement(using: &random)!, entries[at].value)
            default: mutate(&entries[at].value, &random)
            }
            tree.content = .mapping(entries)
        case .list(var items) where !items.isEmpty && Bool.random(using: &random):
            mutate(&items[items.indices.randomElement(using: &random)!], &random)
            tree.content = .list(items)
        default:
            switch Int.random(in: 0..<6, using: &random) {
            case 0: tree.content = .null
            case 1: tree.content = .list([tree, tree])
            case 2: tree.content = .mapping([Tree.Entry(["leastDistance", "of", "restarted"].randomElement(using: &random)!, tree)])
            default: tree.content = .scalar(words.randomElement(using: &random)!, quoted: Bool.random(using: &random))
            }
        }
    }
}
