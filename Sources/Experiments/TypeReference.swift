import Attacks
public import Declarations
import Datasets
import Networks
import Observations
import Training

/// A type that manifests can name, with its keys and their defaults, for `repro types` and the reference page.
public struct TypeReference: Sendable {
    /// Its family, as in "attacks".
    public let family: String
    /// The declared type.
    public let type: any Declaration.Type
    /// The name in a manifest.
    public var name: String { type.name }
    /// Keys and defaults as a manifest would write them, in the order of declaration; a required key has no default.
    public let keys: [(key: String, value: String?)]

    /// Reads the defaults of a type. Throws `Invalid` for one that cannot be written as text.
    public init(_ type: any Declaration.Type, family: String) throws {
        (self.family, self.type) = (family, type)
        keys = try Tree(of: type.init()).entries.map { entry in
            (entry.key, type.required.contains(entry.key) ? nil : TypeReference.short(entry.value))
        }
    }

    /// A short text for a default: a nested declaration is only named.
    private static func short(_ tree: Tree) -> String {
        switch tree.content {
        case .mapping(let entries) where entries.count == 1 && types.contains { $0.name == entries[0].key }: entries[0].key
        case .mapping(let entries):
            "{\(entries.filter { $0.value.content != .null }.map { "\($0.key): \(short($0.value))" }.joined(separator: ", "))}"
        case .list(let items): "[\(items.map(short).joined(separator: ", "))]"
        case .null: "null"
        case .scalar(let text, _): text.isEmpty ? "\"\"" : text
        }
    }

    /// The parts of a manifest and of a profile, then every type that they can name, by family. Throws as `init`.
    public static func all() throws -> [TypeReference] {
        let parts: [any Declaration.Type] = [
            Manifest.self, PublishedSource.self, TableGrid.self, FigureGrid.self, FigureAxis.self, Heading.self, IncomparableCell.self, Gate.self,
            Preset.self, Profile.self, Seeds.self, Cluster.self,
        ]
        let families: [(String, [any Declaration.Type])] = [
            ("manifests, profiles and clusters", parts), ("models", models), ("data sets", datasets), ("architectures", architectures),
            ("penalties", penalties), ("gradients of penalties", penaltyGradients), ("optimisers", optimisers), ("schedules", schedules),
            ("other parts of recipes", recipeParts), ("attacks", attacks), ("observations", observations),
            ("measures", measures), ("quantities", quantities), ("other parts of measures", measureParts), ("work", works),
        ]
        return try families.flatMap { family, members in try members.map { try TypeReference($0, family: family) } }
    }
}
