import Synchronization

/// The meanings of bare words (`model: undefended`, `data: CIFAR-10`). Each family has separate names, so a model and an attack may share one.
public struct Definitions: Sendable {
    private let anywhere: [String: Tree], families: [ObjectIdentifier: [String: Tree]]

    /// Names that are valid everywhere.
    public init(_ names: [String: Tree] = [:]) { (anywhere, families) = (names, [:]) }
    /// Names by family of declarations, such as `(any Attack).self`.
    public init(_ families: [(family: Any.Type, names: [String: Tree])]) {
        anywhere = [:]
        self.families = Dictionary(families.map { (ObjectIdentifier($0.family), $0.names) }) { $0.merging($1) { first, _ in first } }
    }

    /// The names that are valid where a value of this type is read.
    func names(for type: Any.Type) -> [String: Tree] {
        guard !families.isEmpty else { return anywhere }
        return families[ObjectIdentifier((type as? any FamilyMember.Type)?.family ?? type)] ?? [:]
    }
}

/// A wrapper that holds any declaration of a family.
protocol FamilyMember { static var family: Any.Type { get } }
extension Declared: FamilyMember { static var family: Any.Type { Member.self } }

/// A cache of a reader's look-ups: a table of thousands of rows names each model once per row.
final class Memory: Sendable {
    private let values = Mutex<[String: any Sendable]>([:])
    private let families = Mutex<[ObjectIdentifier: [any Declaration.Type]]>([:])

    /// The value of a name, read at first use.
    func value<Value: Sendable>(_ name: String, _ read: () throws -> Value) rethrows -> Value {
        let key = "\(Value.self) \(name)"
        if let known = values.withLock({ $0[key] }) as? Value { return known }
        let value = try read()
        values.withLock { $0[key] = value }
        return value
    }

    /// The members of `types` that belong to a family.
    func family<Member>(of: Member.Type, among types: [any Declaration.Type]) -> [any Declaration.Type] {
        let key = ObjectIdentifier(Member.self)
        if let known = families.withLock({ $0[key] }) { return known }
        let family = types.filter { $0.init() is Member }
        families.withLock { $0[key] = family }
        return family
    }
}
