extension Tree {
    /// A scalar of a tree with its path of keys and list indices.
    public struct Leaf: Sendable, Equatable {
        /// The path from the root.
        public let path: [String]
        /// The text as it is written.
        public let text: String
        /// The text to compare: the same for a fraction and a decimal of equal value.
        public var value: String { Fraction(text)?.description ?? text }
    }

    /// A scalar that differs between two trees.
    public struct Change: Sendable, Equatable {
        /// The path from the root.
        public let path: [String]
        /// The text in the earlier tree; nil if it has none here.
        public let old: String?
        /// The text in the later tree; nil if it has none here.
        public let new: String?
    }

    /// All scalars, in written order; nulls are omitted.
    public var leaves: [Leaf] { leaves([]) }

    private func leaves(_ path: [String]) -> [Leaf] {
        switch content {
        case .null: []
        case .scalar(let text, _): [Leaf(path: path, text: text)]
        case .list(let items): items.enumerated().flatMap { $1.leaves(path + ["\($0)"]) }
        case .mapping(let entries): entries.flatMap { $0.value.leaves(path + [$0.key]) }
        }
    }

    /// The scalars that differ from an earlier tree: first those changed or added, then those removed.
    public func changes(since earlier: Tree) -> [Change] {
        let mine = leaves, theirs = earlier.leaves
        let old = Dictionary(theirs.map { ($0.path, $0) }) { first, _ in first }, new = Set(mine.map(\.path))
        return mine.filter { old[$0.path]?.value != $0.value }.map { Change(path: $0.path, old: old[$0.path]?.text, new: $0.text) }
            + theirs.filter { !new.contains($0.path) }.map { Change(path: $0.path, old: $0.text, new: nil) }
    }
}
