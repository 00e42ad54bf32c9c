import Records

/// The attacks of a profile with all their settings, and the presets that they follow.
public struct AttackReport: Sendable, Equatable {
    /// One attack.
    public struct Line: Sendable, Equatable {
        /// The name that manifests use, and the declared type.
        public let attack: String, type: String
        /// The norm of its distances.
        public let norm: String
        /// The nearest preset of the same types, its era and its source; empty without one.
        public let preset: String, era: String, source: String
        /// The settings that differ from the preset's, as in "steps 100 instead of 1000".
        public let differences: [String]
        /// Every setting.
        public let settings: String
        /// An attack by its properties.
        public init(
            attack: String, type: String, norm: String, preset: String, era: String, source: String, differences: [String], settings: String
        ) {
            (self.attack, self.type, self.norm, self.preset, self.era, self.source) = (attack, type, norm, preset, era, source)
            (self.differences, self.settings) = (differences, settings)
        }

        fileprivate var follows: String {
            preset.isEmpty ? "" : differences.isEmpty ? preset : "\(preset), with \(differences.joined(separator: ", "))"
        }
    }

    /// The profile, whose defaults decide some settings.
    public let profile: String
    /// The attacks.
    public let lines: [Line]
    /// A report of these attacks.
    public init(profile: String, lines: [Line]) { (self.profile, self.lines) = (profile, lines) }

    /// CSV and Markdown.
    public var artefacts: [Artefact] {
        let csv = CSVTable(
            header: ["profile", "attack", "type", "norm", "preset", "era", "source", "differences", "settings"],
            rows: lines.map {
                [profile, $0.attack, $0.type, $0.norm, $0.preset, $0.era, $0.source, $0.differences.joined(separator: "; "), $0.settings]
            })
        return [Artefact("attacks.csv", csv.text), Artefact("attacks.md", markdown)]
    }

    private var markdown: String {
        let rows = lines.map { line in
            let source = line.source.isEmpty ? "" : "\(line.era): \(line.source)"
            return "| \([line.attack, line.norm, line.follows, source, line.settings].map(Markdown.escaped).joined(separator: " | ")) |"
        }
        return """
            **Attacks of the profile \(profile)**

            An attack follows a preset if all its settings equal the preset's. Without one, it claims to follow no publication or library.

            | attack | norm | preset | source of the preset | settings |
            |---|---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}
