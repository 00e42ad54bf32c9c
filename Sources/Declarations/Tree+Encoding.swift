import Synchronization

extension Tree {
    /// How much of a value a tree contains.
    public enum Form: Sendable {
        /// Every key, including nil and defaults.
        case resolved
        /// Everything that determines a result. Scalars equal to their default are omitted, so that a property added later changes no job key. Each
        /// declaration includes its version; nested declarations are never omitted, since that would lose theirs.
        case key
    }

    /// The `userInfo` key for the form that an encoder writes, for values that omit something from a job key.
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

    /// Numbers print in their shortest form, so that 0.010 and 1e-2 give the same text; -0 prints as 0.0.
    private init(_ number: some BinaryFloatingPoint & LosslessStringConvertible) throws {
        if !number.isFinite { throw Invalid("", expected: "a finite number") }
        self.init(.scalar(number == 0 ? "0.0" : "\(number)", quoted: false))
    }

    private func decisive(of type: any Declaration.Type) throws -> Tree {
        let defaults = try type.defaults()
        precondition(defaults["version"] == nil, "\(type.name): no property may be called version")
        let kept = entries.filter { $0.value.holdsMapping || $0.value != defaults[$0.key] }
        // Synthesised code omits a nil optional; it must still differ from a default that is not nil.
        let taken = defaults.entries.filter { $0.value.content != .null && self[$0.key] == nil }.map { Entry($0.key, Tree(.null)) }
        return Tree(.mapping([Entry("version", Tree(.scalar("\(type.version)", quoted: false)))] + kept + taken))
    }

    /// Adds the keys of nil optionals, which synthesised code omits but which must be known.
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
