import Declarations
import Experiments
import Foundation
import Records
import Testing

/// Gates on made-up rows: the search finds image i at distance 0.001 i, and noise finds every image below some index.
@Suite struct Gates {
    private static let strength = """
        id: strength
        title: Attacks at l2 0.05
        include: [models.yaml]
        table:
          each: {unit: percent}
          rows: [{model: plain}, {model: regularised}]
          columns:
            - {title: PGD, attack: PGD, measure: {errorRate: {within: 0.05}}}
            - {title: noise, attack: {within: {of: {noise: {norm: l2}}, radius: 0.05}}, measure: errorRate}
            - {title: far away, attack: PGD, measure: {errorRate: {within: 0.5}}}
          gates: [{guarding: PGD, against: [noise]}]

        """
    private static func session(_ folder: Folder, _ manifest: String = strength) throws -> Session {
        let paper = "\(folder.path)/Paper"
        if !FileManager.default.fileExists(atPath: paper) {
            try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: paper)
            let profile = try String(contentsOfFile: "\(paper)/profiles/tiny.yaml", encoding: .utf8)
            try profile.replacing("leastDistance: 10,", with: "leastDistance: 100, within: 100,").replacing("clean: 24", with: "clean: 100")
                .write(toFile: "\(paper)/profiles/tiny.yaml", atomically: true, encoding: .utf8)
        }
        try manifest.write(toFile: "\(paper)/strength.yaml", atomically: true, encoding: .utf8)
        return try Session(folder: paper, profile: "tiny", ids: ["strength", "table1"])
    }

    /// - Parameter noise: the number of the plain net's images that noise finds. - Parameter lost: the number that the search never finds.
    private func write(
        noise: Int, lost: Int = 0, _ manifest: String = strength
    ) throws -> (text: String, place: String, folder: Folder) {
        let folder = try Folder(), session = try Self.session(folder, manifest), store = Store("\(folder.path)/store")
        for item in session.plan.items {
            guard let columns = item.job.work.columns else { continue }
            let rows = item.samples.flatMap(Array.init).map { image -> (Int, [Double]) in
                let isNoise = item.label.contains("noise"), isAttack = item.label.hasPrefix("attack")
                let reach = item.label.contains("plain") ? noise : 0
                let distance =
                    !isAttack || isNoise && image >= reach || !isNoise && image >= 100 - lost ? .infinity : isNoise ? 0.05 : 0.001 * Double(image + 1)
                let values = ["attacked": isAttack ? 1 : 0, "correct": 1, "found": distance < .infinity ? 1 : 0, "distance": distance, "tried": 3]
                return (image, columns.map { values[$0] ?? 1 })
            }
            try store.write(Rows(columns: columns, Dictionary(uniqueKeysWithValues: rows)), item.key)
        }
        let results = Results(session, folder: "\(folder.path)/results")
        return (try results.write(from: store), results.place, folder)
    }

    /// The search finds images 0 to 49 within 0.05. Noise that finds 63 has 13 more and none fewer: 2^-13 times four gates is below 1 %.
    @Test(arguments: [(40, true), (57, true), (63, false)]) func aGateFailsOnlyWhereTheTestRejects(_ noise: Int, _ holds: Bool) throws {
        let (text, place, folder) = try write(noise: noise), table = try String(contentsOfFile: "\(place)/strength.md", encoding: .utf8)
        defer { withExtendedLifetime(folder) {} }
        #expect(text.contains(holds ? "Gates: all 4 hold" : "Gates: 1 of 4 fail (profile tiny): plain, PGD: noise"), "\(text)")
        // The failed gate is shown with the attack's numbers in every table, and with no other model's.
        #expect(table.contains("| plain | 50.0 [gate: noise] |") == !holds && !table.contains("| regularised | 50.0 ["), "\(table)")
        // An error of 100 % is not too low, so it has no mark.
        #expect(table.contains(" 100.0 |") && !table.contains("100.0 ["), "\(table)")
        let other = try String(contentsOfFile: "\(place)/table1.csv", encoding: .utf8)
        #expect(other.contains(",noise,") == !holds, "\(other)")
        #expect(other.split(separator: "\n").filter { $0.contains(",noise,") }.allSatisfy { $0.contains(",plain,median distance,") })
        let gates = try String(contentsOfFile: "\(place)/gates.csv", encoding: .utf8)
        #expect(gates.contains("tiny,plain,PGD,noise,0,100,\(max(0, 50 - noise)),\(max(0, noise - 50)),"), "\(gates)")
        // For each attack, the images it misses among those that any attack finds.
        let worst = try String(contentsOfFile: "\(place)/worst-case.csv", encoding: .utf8), any = max(50, noise)
        #expect(worst.contains("tiny,plain,PGD,0,100,50,\(any),\(Double(any - 50))\n"), "\(worst)")
        #expect(worst.contains("tiny,plain,noise,0,100,\(noise),\(any),\(Double(any - noise))\n"), "\(worst)")
    }

    @Test func aNumberOfCleanImagesDependsOnNoAttack() {
        var rejected = DetectionRate()
        #expect(rejected.dependsOnAttack && DetectionArea().dependsOnAttack && Median().dependsOnAttack)
        rejected.clean = true
        #expect(!rejected.dependsOnAttack && !DetectionThreshold().dependsOnAttack)
    }

    /// A search without a limit must reach every image: not finding one is a failure of the search.
    @Test func aSearchThatEndsWithNothingFails() throws {
        let (text, _, folder) = try write(noise: 0, lost: 1)
        defer { withExtendedLifetime(folder) {} }
        #expect(text.contains("plain, PGD: no limit on the radius; regularised, PGD: no limit on the radius"), "\(text)")
    }

    /// An attack with another goal, which no other attack can be compared with, must still reach every image.
    @Test(arguments: [0, 1]) func aGateWithoutOtherAttacksChecksTheLimitAlone(lost: Int) throws {
        let (text, place, folder) = try write(noise: 0, lost: lost, Self.strength.replacing(", against: [noise]", with: ""))
        defer { withExtendedLifetime(folder) {} }
        #expect(text.contains(lost == 0 ? "Gates: all 2 hold" : "Gates: 2 of 2 fail"), "\(text)")
        #expect(try !String(contentsOfFile: "\(place)/worst-case.csv", encoding: .utf8).contains("plain"))
    }

    /// A table written without the gates' table keeps the marks of the last judgement.
    @Test func aPartOfTheExperimentsKeepsTheMarks() throws {
        let (_, place, folder) = try write(noise: 63)
        let alone = try Session(folder: "\(folder.path)/Paper", profile: "tiny", ids: ["table1"])
        let before = try String(contentsOfFile: "\(place)/table1.csv", encoding: .utf8)
        _ = try Results(alone, folder: "\(folder.path)/results").write(from: Store("\(folder.path)/store"))
        #expect(try String(contentsOfFile: "\(place)/table1.csv", encoding: .utf8) == before && before.contains(",noise,"))
    }

    /// Rows that other manifests need survive a partial run; rows of a different job do not.
    @Test func aPartOfTheExperimentsKeepsTheRowsOfTheOthers() throws {
        let (_, place, folder) = try write(noise: 0), file = "\(place)/rows/classify-clean-images-by-plain.csv"
        let alone = try Session(folder: "\(folder.path)/Paper", profile: "tiny", ids: ["table1"]), store = Store("\(folder.path)/store")
        let results = Results(alone, folder: "\(folder.path)/results")
        let rows = try Rows(csv: String(contentsOfFile: file, encoding: .utf8)),
            more = Rows(columns: rows.columns, [100: rows.columns.map { _ in 1 }])
        try rows.merging(more).csv.write(toFile: file, atomically: true, encoding: .utf8)
        _ = try results.write(from: store)
        #expect(try Rows(csv: String(contentsOfFile: file, encoding: .utf8)).count == 101)
        let other = Rows(columns: rows.columns, [0: rows.columns.map { _ in 0.25 }])
        try other.merging(rows).merging(more).csv.write(toFile: file, atomically: true, encoding: .utf8)
        _ = try results.write(from: store)
        #expect(try Rows(csv: String(contentsOfFile: file, encoding: .utf8)) == rows)
    }

    /// Holm's correction is over all gates, so a run of only one of their tables neither judges nor marks anything.
    @Test func gatesAreJudgedTogetherOrNotAtAll() throws {
        let (_, place, folder) = try write(noise: 63)
        let names = ["gates.csv", "table1.csv"], before = try names.map { try String(contentsOfFile: "\(place)/\($0)", encoding: .utf8) }
        let other = Self.strength.replacing("id: strength", with: "id: more").replacing("draws: 100", with: "draws: 50")
        try other.write(toFile: "\(folder.path)/Paper/more.yaml", atomically: true, encoding: .utf8)
        let part = try Session(folder: "\(folder.path)/Paper", profile: "tiny", ids: ["strength", "table1"])
        let text = try Results(part, folder: "\(folder.path)/results").write(from: Store("\(folder.path)/store"))
        #expect(!text.contains("Gates:") && before[1].contains(",noise,"), "\(text)")
        #expect(try names.map { try String(contentsOfFile: "\(place)/\($0)", encoding: .utf8) } == before)
    }

    /// Two tables may guard the same attack; its limit check is counted once, or Holm's correction would count too many tests.
    @Test func theLimitOfAnAttackIsJudgedOnce() throws {
        let (_, place, folder) = try write(noise: 0)
        try Self.strength.replacing("id: strength", with: "id: more").write(
            toFile: "\(folder.path)/Paper/more.yaml", atomically: true, encoding: .utf8)
        let both = try Session(folder: "\(folder.path)/Paper", profile: "tiny", ids: ["strength", "more", "table1"])
        let text = try Results(both, folder: "\(folder.path)/results").write(from: Store("\(folder.path)/store"))
        #expect(text.contains("Gates: all 6 hold"), "two gates on two models, and the limit of each: \(text)")
        let lines = try String(contentsOfFile: "\(place)/gates.csv", encoding: .utf8).split(separator: "\n")
        #expect(lines.count { $0.contains("plain,PGD,no limit on the radius") } == 1)
    }

    @Test(arguments: [
        ("guarding: PGD", "guarding: PDG", "no column PDG, did you mean PGD?"),
        ("{guarding: PGD, against: [noise]}", "{guarding: noise}", "noise has a radius, so the gate needs other attacks"),
        ("{within: 0.05}", "{within: 0.06}", "noise is at another radius or in another norm than PGD"),
        ("norm: l2", "norm: linf", "noise is at another radius or in another norm than PGD"),
        ("measure: {errorRate: {within: 0.05}}", "measure: median", "PGD is not the error rate of an attack at a radius"),
    ]) func mistakesNameTheirPlace(_ written: String, _ instead: String, _ message: String) throws {
        let folder = try Folder()
        #expect { try Self.session(folder, Self.strength.replacing(written, with: instead)) } throws: {
            "\($0)".contains("strength.yaml:") && "\($0)".contains(message)
        }
    }
}
