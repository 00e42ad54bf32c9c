public import Declarations
import Foundation

extension Tree {
    /// A file, merged over the files that it names under `include:` (one name or a list), relative to its folder.
    ///
    /// Throws `Refused` with file and line for a file that does not exist, is not YAML, includes itself or includes too much.
    public static func load(_ file: String) throws -> Tree { try YamlFiles().load(file) }
}

/// The YAML files of a paper: each is read and parsed once, however many manifests include it.
package final class YamlFiles {
    private var trees: [String: Tree] = [:]
    /// No file has been read.
    package init() {}

    /// The file without the files that it includes. Throws `Refused` for a file that cannot be read or is not YAML.
    func tree(_ file: String) throws -> Tree {
        if let known = trees[file] { return known }
        let tree = try Tree(yaml: TextFile.read(file), file: file)
        trees[file] = tree
        return tree
    }

    /// The file merged over the files that it includes, as `Tree.load`.
    func load(_ file: String) throws -> Tree {
        var inclusion = Inclusion(files: self)
        return try inclusion.load(file, askedAt: nil)
    }
}

/// The files of one manifest and the chain of their includes.
private struct Inclusion {
    let files: YamlFiles
    private var chain: [(identity: [UInt64], file: String)] = [], count = 0
    private static let most = 200, deepest = 20

    init(files: YamlFiles) { self.files = files }

    mutating func load(_ file: String, askedAt place: Tree.Place?) throws -> Tree {
        let asked = place.map { " (included at \($0))" } ?? "", identity = TextFile.identity(file)
        if let start = chain.firstIndex(where: { $0.identity == identity && !identity.isEmpty }) {
            throw Refused("\(file) includes itself: \((chain[start...].map(\.file) + [file]).joined(separator: " -> "))\(asked)")
        }
        count += 1
        if count > Self.most || chain.count >= Self.deepest {
            throw Refused("\(file): more than \(Self.most) files, or more than \(Self.deepest) one inside another\(asked)")
        }
        var tree: Tree
        do { tree = try files.tree(file) } catch let error as Refused { throw Refused("\(error)\(asked)") }
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
