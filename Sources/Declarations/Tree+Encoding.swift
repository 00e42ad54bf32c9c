import Synchronization

extension Tree {
    /// The amount of a value that a tree holds.
    public enum Form: Sendable {
        /// Every key, also nil and defaults.
        case resolved
        /// Everything that decides a result: scalars that equal their default are left out, so that a property added later changes no key, and each
        /// declaration carries its version. A nested declaration is never left out, for its version would vanish with it.
        case key
    }

    /// The key in `userInfo` of the form that an encoder writes, for values that leave something out of a key.
    public static let formKey = CodingUserInfoKey(rawValue: "form")!

    /// The tree of a value; throws `Invalid` for a number that is not finite and for a `Set`, which has no order.
    public init(of value: some Encodable, _ form: Form = .resolved) throws {
        switch value {
        case let text as String: self.init(.scalar(text, quoted: true))
        case let number as Double: try self.init(number)
        case let number as Float: try self.init(number)
        case let number as Int: self.init(.scalar("\(number)", quoted: false))
        case is Bool, is any BinaryInteger: self.init(.scalar("\(value)", quoted: false))
        case is any Unordered: throw Invalid("", expected: "a list (a set has no order)")
        default:
            let slot = Slot()
            try value.encode(to: TreeEncoder(slot: slot, form: form))
            self = slot.tree
            guard let declaration = value as? any Declaration else { return }
            if form == .resolved { addNil(of: value) } else { self = try decisive(of: type(of: declaration)) }
        }
    }

    /// Scalars print shortest, so that 0.010 and 1e-2 are one text; there is one zero.
    private init(_ number: some BinaryFloatingPoint & LosslessStringConvertible) throws {
        if !number.isFinite { throw Invalid("", expected: "a finite number") }
        self.init(.scalar(number == 0 ? "0.0" : "\(number)", quoted: false))
    }

    private func decisive(of type: any Declaration.Type) throws -> Tree {
        let defaults = try type.defaults()
        precondition(defaults["version"] == nil, "\(type.name): no property may be called version")
        let kept = entries.filter { $0.value.holdsMapping || $0.value != defaults[$0.key] }
        // Synthesised code leaves out an optional that is nil: that must differ from a default that is not.
        let taken = defaults.entries.filter { $0.value.content != .null && self[$0.key] == nil }.map { Entry($0.key, Tree(.null)) }
        return Tree(.mapping([Entry("version", Tree(.scalar("\(type.version)", quoted: false)))] + kept + taken))
    }

    /// Synthesised code leaves out an optional that is nil; its key must be known nevertheless.
    private mutating func addNil(of value: Any) {
        for label in Mirror(reflecting: value).children.compactMap(\.label) {
            let key = label.hasPrefix("_") ? String(label.dropFirst()) : label
            if self[key] == nil { content = .mapping(entries + [Entry(key, Tree(.null))]) }
        }
    }
}

extension Declaration {
    /// Every key with its default; cached, since a plan of ten thousand jobs needs it a hundred thousand times.
    static func defaults() throws -> Tree {
        if let known = known.withLock({ $0[ObjectIdentifier(Self.self)] }) { return known }
        let tree = try Tree(of: Self())
        known.withLock { $0[ObjectIdentifier(Self.self)] = tree }
        return tree
    }
}

private let known = Mutex<[ObjectIdentifier: Tree]>([:])

private protocol Unordered {}
extension Set: Unordered {}
