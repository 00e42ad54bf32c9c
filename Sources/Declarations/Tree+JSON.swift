// Canonical JSON (RFC 8259), one text per value: sorted keys, no white space, numbers as Swift prints them. The parser keeps places.

extension Tree {
    /// JSON with sorted keys and no white space: equal trees give equal text.
    public var canonicalJSON: String {
        switch content {
        case .null: "null"
        case .scalar(let text, let quoted): !quoted && Tree.isBare(text) ? text : Tree.quote(text)
        case .list(let items): "[" + items.map(\.canonicalJSON).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.sorted { $0.key < $1.key }.map { Tree.quote($0.key) + ":" + $0.value.canonicalJSON }.joined(separator: ",") + "}"
        }
    }

    /// Parses JSON; mistakes name `file`. Throws a `ManifestError` for text that is not JSON, a key given twice, or nesting that is too deep.
    public init(json text: String, file: String) throws {
        var parser = JSONParser(bytes: Array(text.utf8), file: file)
        self = try parser.document()
        try checkForm()
    }

    /// True if a scalar needs no quotation marks in JSON.
    static func isBare(_ text: String) -> Bool {
        if text == "true" || text == "false" { return true }
        var rest = Substring(text).utf8
        func digits() -> Bool {
            let count = rest.prefix { (48...57).contains($0) }.count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        if rest.first == UInt8(ascii: "0") { rest.removeFirst() } else if !digits() { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            if !digits() { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            if !digits() { return false }
        }
        return rest.isEmpty
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// A recursive-descent parser that records the place of each value.
private struct JSONParser {
    let bytes: [UInt8], file: String
    var position = 0, line = 1, lineStart = 0, depth = 0

    init(bytes: [UInt8], file: String) { (self.bytes, self.file) = (bytes, file) }

    var place: Tree.Place { Tree.Place(file: file, line: line, column: position - lineStart + 1) }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func mistake(_ expected: String) -> ManifestError {
        let found = next.map { $0 < 128 ? "'\(Character(UnicodeScalar($0)))'" : "a byte \($0)" } ?? "the end"
        return ManifestError(place, [], "not JSON: expected \(expected), found \(found)")
    }

    mutating func document() throws -> Tree {
        let tree = try value()
        if next != nil { throw mistake("the end") }
        return tree
    }

    mutating func skipSpace() {
        while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 {
            position += 1
            if byte == 10 { (line, lineStart) = (line + 1, position) }
        }
    }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        skipSpace()
        return true
    }

    mutating func value() throws -> Tree {
        skipSpace()
        defer { skipSpace() }
        let start = place
        depth += 1
        defer { depth -= 1 }
        if depth > Tree.deepest { throw ManifestError(start, [], "nested more than \(Tree.deepest) deep") }
        if accept("{") { return Tree(.mapping(try members()), at: start) }
        if accept("[") {
            var items: [Tree] = []
            if accept("]") { return Tree(.list([]), at: start) }
            repeat { items.append(try value()) } while accept(",")
            guard accept("]") else { throw mistake("',' or ']'") }
            return Tree(.list(items), at: start)
        }
        if next == UInt8(ascii: "\"") { return Tree(.scalar(try string(), quoted: true), at: start) }
        let word = String(decoding: bytes[position...].prefix { isWord($0) }, as: UTF8.self)
        guard word == "null" || Tree.isBare(word) else { throw mistake("a value") }
        position += word.utf8.count
        return Tree(word == "null" ? .null : .scalar(word, quoted: false), at: start)
    }

    mutating func members() throws -> [Tree.Entry] {
        var entries: [Tree.Entry] = []
        if accept("}") { return entries }
        repeat {
            let start = place
            guard next == UInt8(ascii: "\"") else { throw mistake("a key in quotation marks") }
            let key = try string()
            skipSpace()
            guard accept(":") else { throw mistake("':'") }
            entries.append(Tree.Entry(key, try value(), at: start))
        } while accept(",")
        guard accept("}") else { throw mistake("',' or '}'") }
        return entries
    }

    func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 43 || byte == 45 || byte == 46
    }

    mutating func string() throws -> String {
        position += 1
        var units: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            if byte < 32 { throw mistake("no control character in a string") }
            position += 1
            if byte != UInt8(ascii: "\\") { units.append(byte) } else { units += String(try escaped()).utf8 }
        }
        guard next != nil else { throw mistake("'\"'") }
        position += 1
        guard let text = String(validating: units, as: UTF8.self) else {
            throw ManifestError(place, [], "not JSON: a string before here is not UTF-8")
        }
        return text
    }

    mutating func escaped() throws -> Unicode.Scalar {
        guard let byte = next else { throw mistake("an escaped character") }
        let simple: [UInt8: Unicode.Scalar] = [34: "\"", 92: "\\", 47: "/", 98: "\u{8}", 102: "\u{c}", 110: "\n", 114: "\r", 116: "\t"]
        if let scalar = simple[byte] {
            position += 1
            return scalar
        }
        guard byte == UInt8(ascii: "u") else { throw mistake("an escaped character") }
        let high = try unit()
        guard (0xD800..<0xDC00).contains(high) else {
            guard let scalar = Unicode.Scalar(high) else { throw mistake("the first half of a surrogate pair before here") }
            return scalar
        }
        guard next == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
            throw mistake("the second half of a surrogate pair")
        }
        position += 1
        let low = try unit()
        guard (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) else {
            throw mistake("the second half of a surrogate pair before here")
        }
        return scalar
    }

    /// Reads the four hexadecimal digits after the `u` at `position`.
    mutating func unit() throws -> UInt32 {
        position += 1
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ isWord($0) && $0 != 43 && $0 != 45 }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else {
            throw mistake("four hexadecimal digits")
        }
        position += 4
        return unit
    }
}
