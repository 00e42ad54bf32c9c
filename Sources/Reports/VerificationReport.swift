/// Rows of stored results, compared with the same rows computed again.
public struct VerificationReport: Sendable {
    /// A row that was computed again.
    public struct Line: Sendable {
        /// The job.
        public let job: String
        /// The sample of the row, such as an image.
        public let sample: Int
        private let columns: [String], old: [Double], new: [Double]?

        /// The stored values of a row, by column, and those computed now; nil if the job failed.
        public init(job: String, sample: Int, columns: [String], old: [Double], new: [Double]?) {
            (self.job, self.sample, self.columns, self.old, self.new) = (job, sample, columns, old, new)
        }

        /// True if every value is bit-identical. All NaNs are equal.
        var isSame: Bool { agrees { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) } }
        /// True if every value is equal within `VerificationReport.tolerance`.
        var isNear: Bool { agrees { $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) <= tolerance * max(abs($0), abs($1)) } }

        private func agrees(_ isEqual: (Double, Double) -> Bool) -> Bool { new.map { zip(old, $0).allSatisfy(isEqual) } ?? false }

        /// As in "attack undefended with l2 PGD, sample 17: distance 0.0568 -> 0.0571".
        var text: String {
            guard let new else { return "\(job), sample \(sample): could not be computed" }
            let moved = columns.indices.filter { old[$0].bitPattern != new[$0].bitPattern && !(old[$0].isNaN && new[$0].isNaN) }
            let words = moved.map { "\(columns[$0]) \(old[$0]) -> \(new[$0])" }
            return "\(job), sample \(sample): \(words.isEmpty ? "the same bits" : words.joined(separator: ", "))"
        }
    }

    /// The relative difference that is allowed on a machine whose bits may differ from those of others.
    public static let tolerance = 1e-3

    /// The profile of the results.
    public let profile: String
    /// The seed by which the rows were chosen.
    public let seed: UInt64
    /// True if this machine computes the same bits as all others: then rows must be bit-identical.
    public let promisesBits: Bool
    /// The rows, in the order in which they were chosen.
    public let lines: [Line]

    /// A report of these rows.
    public init(profile: String, seed: UInt64, promisesBits: Bool, lines: [Line]) {
        (self.profile, self.seed, self.promisesBits, self.lines) = (profile, seed, promisesBits, lines)
    }

    /// True if every row agrees with the stored one.
    public var isVerified: Bool { lines.allSatisfy { promisesBits ? $0.isSame : $0.isNear } }

    /// A line for each row, then the verdict.
    public var text: String { (lines.map(\.text) + [verdict]).joined(separator: "\n") }

    /// The result in one line.
    public var verdict: String {
        let same = lines.count(where: \.isSame), near = lines.count(where: \.isNear), choice = "chosen with seed \(seed)"
        let counts =
            promisesBits
            ? "\(same) of \(lines.count) rows have the same bits"
            : "\(same) of \(lines.count) rows have the same bits, \(near) are within \(Self.tolerance) of theirs, which is all that this machine promises: "
                + "its fingerprint differs"
        return "\(isVerified ? "verified" : "NOT VERIFIED"): \(counts), \(choice)"
    }
}
