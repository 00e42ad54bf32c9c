import Declarations
import Experiments
import Foundation
import Records
import Testing

/// An attack is given a preset's name only if it equals the preset.
@Suite struct PresetTests {
    private static let presets = """
        presets:
          Library 1 CW:
            era: library1
            source: a made-up library
            attack: {carliniWagner: {searches: 5, steps: 1000, learningRate: 5e-3, initialConstant: 1e-2, abortEarly: true}}
          Library 1 noise:
            era: library1
            source: a made-up library
            attack: {within: {of: {noise: {norm: l2, draws: 10, onSurface: true}}, radius: 1}}

        """
    private static func manifest(_ attacks: String, _ presets: String = presets) -> String {
        """
        id: strength
        title: Attacks
        include: [models.yaml]
        \(presets)
        attacks: {\(attacks)}
        table:
          rows: [{model: plain}]
          columns: [{title: distance, attack: CW, measure: median}, {title: noise, attack: noise, measure: errorRate}]

        """
    }
    private static let attacks = "CW: {carliniWagner: {steps: 10}}, noise: {within: {of: {noise: {norm: l2, draws: 10}}, radius: 0.05}}"

    private static func session(_ folder: Folder, _ text: String) throws -> Session {
        let paper = "\(folder.path)/Paper"
        try FileManager.default.createDirectory(atPath: "\(paper)/profiles", withIntermediateDirectories: true)
        for file in ["models.yaml", "profiles/tiny.yaml"] {
            try FileManager.default.copyItem(atPath: "\(ExperimentsTests.paper)/\(file)", toPath: "\(paper)/\(file)")
        }
        try text.write(toFile: "\(paper)/strength.yaml", atomically: true, encoding: .utf8)
        return try Session(folder: paper, profile: "tiny")
    }

    @Test func tablesNameThePresetAndEverySettingThatDiffers() throws {
        let folder = try Folder(), session = try Self.session(folder, Self.manifest(Self.attacks)), store = Store("\(folder.path)/store")
        for item in session.plan.items {
            guard let columns = item.job.work.columns else { continue }
            let rows = item.samples.flatMap(Array.init).map { ($0, columns.map { _ in 1.0 }) }
            try store.write(Rows(columns: columns, Dictionary(uniqueKeysWithValues: rows)), item.key)
        }
        let results = Results(session, folder: "\(folder.path)/results")
        _ = try results.write(from: store)
        let table = try String(contentsOfFile: "\(results.place)/strength.md", encoding: .utf8)
        // The radius is not part of the preset.
        #expect(table.contains("Attacks: CW is Library 1 CW with steps 10 instead of 1000; noise is Library 1 noise."), "\(table)")
        let list = try String(contentsOfFile: "\(results.place)/attacks.csv", encoding: .utf8)
        #expect(list.contains("tiny,CW,carliniWagner,l2,Library 1 CW,library1,a made-up library,steps 10 instead of 1000,"), "\(list)")
    }

    @Test func aPresetGivesEverySetting() throws {
        let folder = try Folder(), short = Self.presets.replacing(", abortEarly: true", with: "")
        #expect { try Self.session(folder, Self.manifest(Self.attacks, short)) } throws: {
            "\($0)".contains("strength.yaml:") && "\($0)".contains("a preset must give every setting; missing: carliniWagner.abortEarly")
        }
    }

    @Test func anAttackWithAPresetsNameMustEqualIt() throws {
        let folder = try Folder(), attacks = "Library 1 CW: {carliniWagner: {searches: 4}}, " + Self.attacks
        #expect { try Self.session(folder, Self.manifest(attacks)) } throws: {
            "\($0)".contains("has the name of a preset, but is Library 1 CW with searches 4 instead of 5")
        }
    }
}
