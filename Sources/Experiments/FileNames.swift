import Records

/// File names made from titles: `l2 TV .01 + Lipschitz .1` becomes `l2-TV-.01-Lipschitz-.1`.
struct FileNames {
    private var seen: Set<String> = []

    /// At most 100 ASCII letters, digits, full stops and hyphens. The key is appended if the title has other letters, is longer, or gives the name of
    /// an earlier file.
    mutating func name(for title: String, _ key: Key) -> String {
        let words = title.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == ".") }
        let name = String(words.joined(separator: "-").drop { $0 == "." }.prefix(100))
        let isWhole = !name.isEmpty && title.unicodeScalars.allSatisfy(\.isASCII) && words.joined(separator: "-") == name
        return seen.insert(name.lowercased()).inserted && isWhole ? name : "\(name.isEmpty ? "" : "\(name)-")\(key.short)"
    }
}
