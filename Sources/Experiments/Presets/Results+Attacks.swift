import Attacks
import Declarations
import Reports

// The attacks that manifests name, and the presets that they follow:
//   results/PAPER/PROFILE/attacks.csv attacks.md

extension Results {
    /// Writes the settings of every attack, but only if the session has all manifests of the profile, so that the list is never shortened.
    func writeAttacks() throws {
        guard session.hasAllManifests, !session.presets.attacks.isEmpty else { return }
        let lines = try session.presets.attacks.map { name, attack in
            let nearest = session.presets.nearest(to: attack)
            let settings = try Settings(attack).all.map { "\($0.path.last ?? "") \($0.text)" }.joined(separator: ", ")
            return AttackReport.Line(
                attack: name, type: type(of: attack).name, norm: "\(attack.norm)", preset: nearest?.name ?? "", era: nearest?.preset.era ?? "",
                source: nearest?.preset.source ?? "",
                differences: (nearest?.differences ?? []).map { "\($0.name) \($0.value) instead of \($0.instead)" }, settings: settings)
        }
        for file in AttackReport(profile: session.profileName, lines: lines).artefacts { try write(file) }
    }
}
