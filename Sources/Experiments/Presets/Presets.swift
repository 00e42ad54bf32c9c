import Reports
import Attacks
import Declarations

/// The presets of a paper's manifests, by which attacks are recognised: an attack follows a preset if all its settings are the preset's.
struct Presets {
    private var known: [(name: String, preset: Preset, settings: Settings)] = []
    /// The attacks that manifests name, in the order in which they were added.
    private(set) var attacks: [(name: String, attack: any MinimumNormAttack)] = []

    /// Adds a manifest's presets and attacks.
    ///
    /// Throws `ManifestError` for a preset that leaves a setting to a default, and for an attack that has a preset's name and differs from it.
    mutating func add(_ manifest: Manifest, _ tree: Tree) throws {
        var mistakes: [ManifestError] = []
        for name in manifest.presets.names where !known.contains(where: { $0.name == name }) {
            guard let preset = manifest.presets[name] else { continue }
            let settings = try Settings(preset.attack), path = ["presets", name, "attack"], written = tree.at(path) ?? Tree(.null)
            let missing = settings.missing(in: Settings(written))
            if !missing.isEmpty {
                mistakes.append(ManifestError(written.place, path, "a preset must give every setting; missing: \(missing.enumeration)"))
            }
            known.append((name, preset, settings))
        }
        for name in manifest.attacks.names where !attacks.contains(where: { $0.name == name }) {
            guard let attack = manifest.attacks[name]?.wrappedValue else { continue }
            attacks.append((name, attack))
            if let own = known.first(where: { $0.name == name }), try Settings(attack) != own.settings {
                mistakes.append(
                    ManifestError(
                        tree.at(["attacks", name])?.place, ["attacks", name],
                        "has the name of a preset, but is \(words(of: attack) ?? "an attack of other types")"))
            }
        }
        if !mistakes.isEmpty { throw ManifestError(mistakes) }
    }

    /// The nearest preset of the same types and the settings in which an attack differs from it; nil without such a preset.
    func nearest(to attack: any MinimumNormAttack) -> (name: String, preset: Preset, differences: [(name: String, value: String, instead: String)])? {
        guard let settings = try? Settings(attack) else { return nil }
        return known.compactMap { one in settings.differences(from: one.settings).map { (one.name, one.preset, $0) } }
            .min { $0.differences.count < $1.differences.count }
    }

    /// As in "CW is Foolbox 1.8 CW", for an attack that has another name or differs; nil for one that has the name of its preset.
    func words(of attack: any MinimumNormAttack, named name: String?) -> String? {
        guard let words = words(of: attack), words != name else { return nil }
        return name.map { "\($0) is \(words)" } ?? words
    }

    /// As in "Foolbox 1.8 CW" or "Foolbox 1.8 CW with steps 100 instead of 1000"; nil without a preset of the same types.
    func words(of attack: any MinimumNormAttack) -> String? {
        nearest(to: attack).map { name, _, differences in
            differences.isEmpty ? name : "\(name) with \(differences.map { "\($0.name) \($0.value) instead of \($0.instead)" }.enumeration)"
        }
    }
}
