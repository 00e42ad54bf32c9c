import Attacks
import Declarations

/// The settings of an attack by their paths, types included, to be compared with those of another.
struct Settings: Equatable {
    /// Each path and its value, in the order of the declaration.
    let all: [(path: [String], value: String)]

    init(_ attack: any MinimumNormAttack) throws { self.init(Tree([type(of: attack).name: try Tree(of: attack)])) }

    /// Of a tree as it is written or as a declaration encodes itself. Nothing is set by a null, and a radius is not the attack's own.
    init(_ tree: Tree) { all = Settings.leaves(tree, []).filter { !($0.path.first == Within.name && $0.path.last == "radius") } }

    private static func leaves(_ tree: Tree, _ path: [String]) -> [(path: [String], value: String)] {
        switch tree.content {
        case .null: []
        case .scalar(let text, _): [(path, Fraction(text)?.description ?? text)]
        case .list(let items): items.enumerated().flatMap { leaves($1, path + ["\($0)"]) }
        case .mapping(let entries): entries.flatMap { leaves($0.value, path + [$0.key]) }
        }
    }

    private var byPath: [[String]: String] { Dictionary(all.map { ($0.path, $0.value) }) { first, _ in first } }

    /// The settings in which another attack of the same types differs; nil if it is of other types.
    func differences(from other: Settings) -> [(name: String, value: String, instead: String)]? {
        let mine = byPath, theirs = other.byPath
        guard Set(mine.keys) == Set(theirs.keys) else { return nil }
        return all.compactMap { path, value in
            theirs[path].flatMap { $0 == value ? nil : (path.last ?? "", value, $0) }
        }
    }

    /// The settings that a text leaves to defaults.
    func missing(in written: Settings) -> [String] {
        let known = written.byPath
        return all.filter { known[$0.path] == nil }.map { $0.path.joined(separator: ".") }
    }

    static func == (a: Settings, b: Settings) -> Bool { a.byPath == b.byPath }
}

extension Tree {
    /// A mapping of one entry.
    fileprivate init(_ entry: [String: Tree]) { self.init(.mapping(entry.map { Entry($0.key, $0.value) })) }
}
