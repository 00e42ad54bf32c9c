extension Tree {
    /// A scalar of a tree with its path of keys and places in lists.
    public struct Leaf: Sendable, Equatable {
        /// From the root.
        public let path: [String]
        /// The text as it is written.
        public let text: String
        /// The text by which it is compared: one for fractions and decimals of one value.
        public var value: String { Fraction(text)?.description ?? text }
    }

    /// A difference between two trees at one path; nil where a tree has nothing there.
    public struct Change: Sendable, Equatable {
        /// From the root.
        public let path: [String]
        /// The text in the earlier tree.
        public let old: String?
        /// The text in the later one.
        public let new: String?
    }

    /// All scalars, in the order in which they are written; nulls are left out.
    public var leaves: [Leaf] { leaves([]) }

    private func leaves(_ path: [String]) -> [Leaf] {
        switch content {
        case .null: []
        case .scalar(let text, _): [Leaf(path: path, text: text)]
        case .list(let items): items.enumerated().flatMap { $1.leaves(path + ["\($0)"]) }
        case .mapping(let entries): entries.flatMap { $0.value.leaves(path + [$0.key]) }
        }
    }

    /// The scalars in which this tree differs from an earlier one: first its own, then those that it lacks.
    public func changes(since earlier: Tree) -> [Change] {
        let mine = leaves, theirs = earlier.leaves
        let old = Dictionary(theirs.map { ($0.path, $0) }) { first, _ in first }, new = Set(mine.map(\.path))
        return mine.filter { old[$0.path]?.value != $0.value }.map { Change(path: $0.path, old: old[$0.path]?.text, new: $0.text) }
            + theirs.filter { !new.contains($0.path) }.map { Change(path: $0.path, old: $0.text, new: nil) }
    }
}
