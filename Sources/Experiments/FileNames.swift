import Records

/// Names of files made of titles: `l2 TV .01 + Lipschitz .1` in `l2-TV-.01-Lipschitz-.1`.
struct FileNames {
    private var seen: Set<String> = []

    /// ASCII letters, digits and full stops, at most 100. A title of other letters, a longer one, and one that would have the name of an earlier
    /// one are told apart by the key.
    mutating func name(for title: String, _ key: Key) -> String {
        let words = title.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == ".") }
        let name = String(words.joined(separator: "-").drop { $0 == "." }.prefix(100))
        let isWhole = !name.isEmpty && title.unicodeScalars.allSatisfy(\.isASCII) && words.joined(separator: "-") == name
        return seen.insert(name.lowercased()).inserted && isWhole ? name : "\(name.isEmpty ? "" : "\(name)-")\(key.short)"
    }
}
