// Tests stored results without trusting them: rows chosen at random are computed again from the declarations and the kept nets, in a separate
// store, and compared bit by bit.

public import Records
public import Reports
public import Scheduling
import Files
import Foundation
import Tensors

extension Results {
    /// A row of the results to compute again.
    struct Pick {
        let item: Plan.Item, rows: Rows, sample: Int
    }

    /// Rows chosen at random from `rows/`: the files are visited repeatedly in one random order, and each visit gives one row. Files that this
    /// session does not plan are left out. Throws `Refused` if there are none.
    func picks(_ count: Int, seed: UInt64) throws -> [Pick] {
        var random = RandomSource(seed: seed)("verify").stream(sample: 0)
        let files = try rowFiles.compactMap { item, name -> (Plan.Item, Rows)? in
            let file = "\(place)/\(name)"
            guard Disk.exists(file) else { return nil }
            let rows = try Rows(csv: try TextFile.read(file), file: file)
            return rows.count == 0 ? nil : (item, rows)
        }
        if files.isEmpty { throw Refused("there are no rows in \(place)/rows: `repro run --profile \(session.profileName)` makes them") }
        var left: [(item: Plan.Item, rows: Rows, samples: [Int])] = [], picks: [Pick] = []
        for (item, rows) in files.shuffled(using: &random) { left.append((item, rows, rows.samples.shuffled(using: &random))) }
        while picks.count < count, !left.isEmpty {
            for place in left.indices where picks.count < count {
                if let sample = left[place].samples.popLast() {
                    picks.append(Pick(item: left[place].item, rows: left[place].rows, sample: sample))
                }
            }
            left.removeAll(where: \.samples.isEmpty)
        }
        return picks
    }

    /// Computes `count` rows of the results again, in the empty store `scratch`, and compares them. The nets are those kept with the results; one
    /// that is not kept is trained again. `report` receives the events of the run.
    ///
    /// Throws `Refused` if there are no rows, and `FileError`.
    /// - Parameter seed: the seed by which the rows are chosen.
    public func verify(
        sample count: Int, seed: UInt64, in scratch: Store, _ options: RunOptions, executable: String, _ report: (Event) -> Void
    ) throws -> (report: VerificationReport, outcome: Outcome) {
        let picks = try picks(count, seed: seed)
        for line in try takeModels(into: scratch) { StandardStreams.note(line + "\n") }
        let outcome = try session.plan.sampling(picks.map { ($0.item.key, $0.sample) }).run(in: scratch, options, executable: executable, report)
        let lines = try picks.map { pick in
            VerificationReport.Line(
                job: pick.item.label, sample: pick.sample, columns: pick.rows.columns, old: pick.rows[pick.sample] ?? [],
                new: try scratch.rows(pick.item.key)[pick.sample])
        }
        let isOrdinary = try Fingerprint.current() == Fingerprint.expected
        return (VerificationReport(profile: session.profileName, seed: seed, promisesBits: isOrdinary, lines: lines), outcome)
    }
}
