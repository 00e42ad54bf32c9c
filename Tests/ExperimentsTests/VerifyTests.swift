import Experiments
import Foundation
import Records
import Reports
import Testing

/// `repro verify` recomputes stored results, and `repro explain` traces differences to their cause.
@Suite(.serialized) struct VerifyTests {
    /// The folder that DATA names, if CIFAR-10 is there.
    private static let data = ProcessInfo.processInfo.environment["DATA"].flatMap {
        FileManager.default.fileExists(atPath: "\($0)/cifar-10-batches-bin/test_batch.bin") ? $0 : nil
    }

    /// If this fails after a change of the numerics, raise their version and update the constant; if it fails on one machine only, that machine
    /// breaks the promise of equal bits.
    @Test(arguments: [1, 2]) func thisMachineComputesTheBitsOfAllOthers(threads: Int) throws {
        #expect(try Fingerprint.current(threads: threads) == Fingerprint.expected)
    }

    @Test func rowsAreComputedAgainFromTheKeptNetsAndAChangedOneIsFound() throws {
        let folder = try Folder(), options = ["--experiments", paper, "--profile", "tiny", "--results", "\(folder.path)/results"]
        #expect(try run(["verify"] + options).text.contains("there are no rows in"))
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        let found = try run(["verify", "--sample", "4", "--seed", "3"] + options)
        #expect(found.status == 0 && found.text.contains("verified: 4 of 4 rows have the same bits, chosen with seed 3\n"), "\(found.text)")
        #expect(try run(["verify", "--sample", "4", "--seed", "3", "--quiet"] + options).text.hasPrefix("verified: 4 of 4"))

        let name = "\(folder.path)/results/Paper/tiny/rows/attack-plain-with-PGD.csv"
        let rows = try Rows(csv: String(contentsOfFile: name, encoding: .utf8), file: name)
        let distance = try #require(rows.columns.firstIndex(of: "distance")), sample = try #require(rows.samples.last)
        var row = try #require(rows[sample])
        row[distance] = 0.125
        try Rows(columns: rows.columns, [sample: row]).merging(rows).csv.write(toFile: name, atomically: true, encoding: .utf8)
        let changed = try run(["verify", "--sample", "100000", "--seed", "3"] + options)
        #expect(changed.status == 1 && changed.text.contains("attack plain with PGD, sample \(sample): distance 0.125 -> "), "\(changed.text)")
        #expect(changed.text.contains("NOT VERIFIED: "))
    }

    /// The committed results of real CIFAR-10, with this machine's kernels.
    @Test(.enabled(if: Self.data != nil, "DATA names no folder with CIFAR-10"))
    func committedRowsAreTheSameBitsHere() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        let found = try run([
            "verify", "table2", "--sample", "6", "--seed", "1", "--profile", "laptop", "--experiments", "\(root)/experiments/finlay2019",
            "--results", "\(root)/results", "--data", Self.data ?? "",
        ])
        #expect(found.status == 0 && found.text.contains("verified: 6 of 6 rows have the same bits"), "\(found.text)")
    }

    @Test func aMachineOfOtherBitsIsComparedWithinATolerance() {
        func report(_ new: [Double]?, bits: Bool) -> VerificationReport {
            VerificationReport(
                profile: "p", seed: 1, promisesBits: bits,
                lines: [.init(job: "attack", sample: 7, columns: ["found", "distance"], old: [1, 0.5], new: new)])
        }
        #expect(report([1, 0.5], bits: true).isVerified && !report([1, 0.5001], bits: true).isVerified)
        #expect(report([1, 0.5001], bits: false).isVerified && !report([1, 0.502], bits: false).isVerified)
        #expect(!report([0, 0.5], bits: false).isVerified && !report(nil, bits: false).isVerified)
        #expect(
            report([1, 0.5001], bits: false).text.contains("distance 0.5 -> 0.5001") && report(nil, bits: true).text.contains("could not be computed")
        )
    }

    @Test func twoModelsAreExplainedByTheirFirstDifference() throws {
        let folder = try Folder(), options = ["--experiments", paper, "--profile", "tiny", "--store", "\(folder.path)/store"]
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        let session = try Session(folder: paper, profile: "tiny"), models = session.plan.items.compactMap(\.job.work.netTitle)
        let found = try run(["explain", models[0], models[1]] + options)
        #expect(found.status == 0 && found.text.contains("declared:\n  ") && found.text.contains("nothing -> "), "\(found.text)")
        #expect(found.text.contains("recorded:") && found.text.contains("images:\n"), "\(found.text)")
        let key = session.plan.items[0].key.short
        #expect(try run(["explain", key, key] + options).text.contains("They are the same job"))
        let unknown = try run(["explain", models[0], "no such model"] + options)
        #expect(unknown.status != 0 && unknown.text.contains("no such model is not a key, model"), "\(unknown.text)")
        let several = try run(["explain", models[0], "table1"] + options)
        #expect(several.status != 0 && several.text.contains("jobs: give the label or the key of one of them"), "\(several.text)")
    }
}
