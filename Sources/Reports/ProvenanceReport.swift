import Foundation
public import Records

/// The origin of every number of a profile: a line for each cell, seed and job that it rests on.
public struct ProvenanceReport: Sendable, Equatable {
    /// A job behind a cell. Unknown fields are empty.
    public struct Line: Sendable, Equatable {
        /// The cell: the manifest's id, and the titles of row and column.
        public let manifest: String, row: String, column: String
        /// The seed of the model's training.
        public let seed: String
        /// The job's key and label.
        public let key: String, job: String
        /// The commit that the program was built from, and `yes` if files differed from it.
        public let commit: String, changed: String
        /// The processor, and the kernels' instruction set.
        public let machine: String, instructions: String
        /// The time at which it was finished (ISO 8601).
        public let date: String
        /// Its wall-clock and processor seconds.
        public let seconds: String, processorSeconds: String

        /// A job behind a cell, with what its record says.
        public init(manifest: String, row: String, column: String, seed: String, key: String, job: String, record: Provenance?) {
            (self.manifest, self.row, self.column, self.seed, self.key, self.job) = (manifest, row, column, seed, key, job)
            commit = record?.source.commit ?? ""
            changed = record?.source.commit == nil ? "" : record?.source.isDirty.map { $0 ? "yes" : "no" } ?? ""
            (machine, instructions) = (record?.machine.processor ?? "", record?.instructionSet ?? "")
            date = record?.date.formatted(.iso8601) ?? ""
            func rounded(_ seconds: Double?) -> String { seconds.map { "\(($0 * 10).rounded() / 10)" } ?? "" }
            (seconds, processorSeconds) = (rounded(record?.cost.wall), rounded(record?.cost.processor))
        }

        fileprivate init(_ fields: [String]) {
            (manifest, row, column, seed, key, job) = (fields[1], fields[2], fields[3], fields[4], fields[5], fields[6])
            (commit, changed, machine, instructions, date) = (fields[7], fields[8], fields[9], fields[10], fields[11])
            (seconds, processorSeconds) = (fields[12], fields[13])
        }

        fileprivate var fields: [String] {
            [manifest, row, column, seed, key, job, commit, changed, machine, instructions, date, seconds, processorSeconds]
        }

        /// The cell, the seed and the job: everything but the origin.
        public var identity: [String] { [manifest, row, column, seed, key] }
    }

    /// The profile behind the numbers.
    public let profile: String
    /// The lines by manifest, then in the order of the cells.
    public let lines: [Line]
    /// A report of these lines.
    public init(profile: String, lines: [Line]) { (self.profile, self.lines) = (profile, lines) }

    private static let header = [
        "profile", "experiment", "row", "column", "seed", "key", "job", "commit", "changed", "machine", "instructions", "date", "seconds",
        "processor seconds",
    ]

    /// One line for each cell, seed and job.
    public var csv: String { CSVTable(header: Self.header, rows: lines.map { [profile] + $0.fields }).text }

    /// Reads what `csv` wrote. Throws `ReportError` for other columns, and what the CSV reader throws.
    public init(csv: String, file: String) throws {
        let table = try CSVTable(parsing: csv, file: file)
        guard table.header == Self.header else { throw ReportError(file, 1, "the columns of provenance are \(Self.header.joined(separator: ","))") }
        profile = table.rows.first?[0] ?? ""
        lines = table.rows.map(Line.init)
    }
}
