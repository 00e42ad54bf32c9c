/// The mistakes in a manifest, each with its place, the expectation and the nearest known name.
public struct ManifestError: Error, Sendable, CustomStringConvertible {
    private struct Mistake: Sendable {
        let place: Tree.Place?, path: [String], message: String
        var description: String { "\(place.map { "\($0): " } ?? "")/\(path.joined(separator: "/")): \(message)" }
        /// A mistake in a definition counts once, however many paths lead to it.
        func isSame(as other: Mistake) -> Bool {
            message == other.message && place == other.place && (place != nil || path == other.path)
        }
    }
    private let all: [Mistake]
    /// One line for each mistake: `file:line:column: /path/of/keys: message, did you mean name?`, in the order in which they were found.
    public var mistakes: [String] { all.map(\.description) }

    /// One mistake; `path` leads through the keys to it, `candidates` are the names that could have been meant (`nearest` chooses them).
    public init(_ place: Tree.Place?, _ path: [String], _ message: String, _ candidates: [String] = []) {
        let hint =
            switch candidates.count {
            case 0: ""
            case 1: ", did you mean \(candidates[0])?"
            default: ", expected one of " + candidates.joined(separator: ", ")
            }
        all = [Mistake(place: place, path: path, message: message + hint)]
    }

    /// Several mistakes as one error; duplicates are reported once.
    public init(_ errors: [ManifestError]) {
        all = errors.flatMap(\.all).reduce(into: []) { all, mistake in if !all.contains(where: mistake.isSame) { all.append(mistake) } }
    }

    /// The mistakes, one per line.
    public var description: String { mistakes.joined(separator: "\n") }
}

/// A value that its type does not allow.
public struct Invalid: Error, Sendable, CustomStringConvertible {
    /// The property's name, and the expectation, as in "a number of at least 0".
    public let key: String, expected: String
    /// Reports that the property `key` is not what was `expected`.
    public init(_ key: String, expected: String) { (self.key, self.expected) = (key, expected) }
    /// One line without a place, for use outside manifests.
    public var description: String { "\(key.isEmpty ? "the value" : key) is not \(expected)" }
}
