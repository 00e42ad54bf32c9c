import Attacks
import Declarations

/// The settings of an attack by their paths, types included, to be compared with those of another.
struct Settings: Equatable {
    /// In the order of the declaration.
    let all: [Tree.Leaf]

    init(_ attack: any MinimumNormAttack) throws { self.init(try Tree(of: Declared(wrappedValue: attack))) }

    /// The settings of a tree, either written in a manifest or encoded from a declaration, without the radius.
    init(_ tree: Tree) { all = tree.leaves.filter { !($0.path.first == Within.name && $0.path.last == "radius") } }

    private var byPath: [[String]: Tree.Leaf] { Dictionary(all.map { ($0.path, $0) }) { first, _ in first } }

    /// The settings in which another attack of the same types differs; nil if it is of other types.
    func differences(from other: Settings) -> [(name: String, value: String, instead: String)]? {
        let mine = byPath, theirs = other.byPath
        guard Set(mine.keys) == Set(theirs.keys) else { return nil }
        return all.compactMap { leaf in
            theirs[leaf.path].flatMap { $0.value == leaf.value ? nil : (leaf.path.last ?? "", leaf.text, $0.text) }
        }
    }

    /// The settings that a text leaves to defaults.
    func missing(in written: Settings) -> [String] {
        let known = written.byPath
        return all.filter { known[$0.path] == nil }.map { $0.path.joined(separator: ".") }
    }

    static func == (a: Settings, b: Settings) -> Bool { a.byPath.mapValues(\.value) == b.byPath.mapValues(\.value) }
}
