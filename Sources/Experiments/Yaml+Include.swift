public import Declarations
import Foundation

extension Tree {
    /// A file and, below it, the files that it names under `include:` (one name or a list), relative to its folder.
    ///
    /// - Parameter includes: false reads the file alone, as it is written.
    ///
    /// Throws `Refused` with file and line for a file that does not exist, is not YAML, includes itself or includes too much.
    public static func load(_ file: String, includes: Bool = true) throws -> Tree {
        if !includes { return try Tree(yaml: TextFile.read(file), file: file) }
        var inclusion = Inclusion()
        return try inclusion.load(file, askedAt: nil)
    }
}

/// The files of one manifest and the chain of their includes.
private struct Inclusion {
    private var chain: [(identity: [UInt64], file: String)] = [], count = 0
    private static let most = 200, deepest = 20

    mutating func load(_ file: String, askedAt place: Tree.Place?) throws -> Tree {
        let asked = place.map { " (included at \($0))" } ?? "", identity = TextFile.identity(file)
        if let start = chain.firstIndex(where: { $0.identity == identity && !identity.isEmpty }) {
            throw Refused("\(file) includes itself: \((chain[start...].map(\.file) + [file]).joined(separator: " -> "))\(asked)")
        }
        count += 1
        if count > Self.most || chain.count >= Self.deepest {
            throw Refused("\(file): more than \(Self.most) files, or more than \(Self.deepest) one inside another\(asked)")
        }
        let text: String
        do { text = try TextFile.read(file) } catch let error as Refused { throw Refused("\(error)\(asked)") }
        var tree = try Tree(yaml: text, file: file)
        guard case .mapping(let entries) = tree.content else {
            if place == nil { return tree }  // the caller says what it expected
            throw Refused("\(file): expected a mapping, found \(tree.text.map { "the words \($0.prefix(60))" } ?? "a list")\(asked)")
        }
        chain.append((identity, file))
        defer { chain.removeLast() }
        let folder = URL(filePath: file).deletingLastPathComponent().relativePath
        tree.content = .mapping(entries.filter { $0.key != "include" })
        for one in try names(tree, entries) { tree = tree.over(try load("\(folder)/\(one.name)", askedAt: one.place)) }
        return tree
    }

    private func names(_ tree: Tree, _ entries: [Tree.Entry]) throws -> [(name: String, place: Tree.Place?)] {
        guard let asked = entries.first(where: { $0.key == "include" })?.value, asked.content != .null else { return [] }
        let items = if case .list(let items) = asked.content { items } else { [asked] }
        return try items.map { item in
            guard let name = item.text, !name.isEmpty else {
                throw Refused("\((item.place ?? asked.place).map { "\($0): " } ?? "")include: expected the name of a file, or a list of names")
            }
            return (name, item.place ?? asked.place)
        }
    }
}
