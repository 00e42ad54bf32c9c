import Plots

/// The changes from a stored baseline to new numbers. "The same" means the same bits; a tolerance is the new declaration's, in the column's unit;
/// without one nothing may move. A curve moves by the largest distance between the two in y, a histogram by its largest bar's.
public struct Difference: Sendable, Equatable {
    /// From nothing moved to never seen before.
    public enum Verdict: String, Sendable, CaseIterable { case same, within, beyond, missing, new }

    /// One cell, curve or histogram.
    public struct Change: Sendable, Equatable {
        /// The numbers as people read them, with every digit where rounding would hide the change.
        public let what: String, old: String, new: String
        /// New less old in the unit, where both are numbers.
        public let difference: Double?, tolerance: Double?
        /// The unit of difference and tolerance.
        public let unit: String, verdict: Verdict
        /// Anything that a reader should know beside the numbers.
        public let note: String
    }

    /// In the order of the new table, then what is gone.
    public let title: String, changes: [Change]

    /// Something moved beyond its tolerance or is gone: exit status 1.
    public var deviates: Bool { changes.contains { $0.verdict == .beyond || $0.verdict == .missing } }
    /// How many changes have this verdict.
    public func count(_ verdict: Verdict) -> Int { changes.count { $0.verdict == verdict } }

    /// One line: "table1: no deviation, 12 the same bits, 3 within tolerance".
    public var summary: String {
        let words: [(Verdict, String)] = [
            (.same, "the same bits"), (.within, "within tolerance"), (.beyond, "beyond tolerance"), (.missing, "missing"), (.new, "new"),
        ]
        let counts = words.filter { count($0.0) > 0 }.map { "\(count($0.0)) \($0.1)" }
        return ([title + ": " + (deviates ? "DEVIATION" : "no deviation")] + counts).joined(separator: ", ")
    }

    /// The summary, and everything that is not the same bits, worst first.
    public var text: String {
        let order: [Verdict] = [.beyond, .missing, .new, .within]
        let moved = order.flatMap { verdict in changes.filter { $0.verdict == verdict } }
        if moved.isEmpty { return summary + "\n" }
        let lines = moved.map { change in
            let unit = change.unit.isEmpty ? "" : " \(Numbers.sign(change.unit))"
            return [
                change.what, change.old, change.new, change.difference.map { ($0 > 0 ? "+" : "") + Difference.short($0) + unit } ?? "",
                change.tolerance.map { Difference.short($0) + unit } ?? "none",
                change.verdict.rawValue + (change.note.isEmpty ? "" : " (\(change.note))"),
            ]
        }
        return
            (([summary] + Plain.aligned([["", "old", "new", "difference", "tolerance", "verdict"]] + lines).map { "  " + $0 }).joined(separator: "\n"))
            + "\n"
    }

    private static func short(_ value: Double) -> String { Numbers.shown(value, unit: "") }

    init(title: String, changes: [Change]) { (self.title, self.changes) = (title, changes) }
}

extension Table {
    /// The table against the CSV of an earlier one; throws where that cannot be read.
    public func difference(from baseline: String, file: String) throws -> Difference {
        Difference(title: title, from: try Cell.read(baseline, file: file), to: cells)
    }
}

extension Difference {
    /// A stored table against an earlier one, each as `Table.csv` wrote it and with the name of its file; throws where one cannot be read.
    public init(title: String, from old: (csv: String, file: String), to new: (csv: String, file: String)) throws {
        self.init(title: title, from: try Cell.read(old.csv, file: old.file), to: try Cell.read(new.csv, file: new.file))
    }

    fileprivate init(title: String, from old: [Cell], to new: [Cell]) {
        func name(_ cell: Cell) -> [String] { [cell.row, cell.column] }
        let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }, after = Set(new.map(name))
        let changes = new.map { cell in before[name(cell)].map { Difference.Change(from: $0, to: cell) } ?? Difference.Change(new: cell) }
        let gone = old.filter { !after.contains(name($0)) }.map { Difference.Change(gone: $0) }
        self.init(title: title, changes: changes + gone)
    }
}

extension Cell {
    fileprivate var what: String { "\(row) / \(column)" }
    fileprivate var exact: String { kind == .measured ? Numbers.exact(value) : shown }
}

extension Difference.Change {
    fileprivate init(new cell: Cell) {
        self.init(
            what: cell.what, old: "", new: cell.shown, difference: nil, tolerance: cell.tolerance, unit: cell.unit, verdict: .new,
            note: "not in the baseline")
    }
    fileprivate init(gone cell: Cell) {
        self.init(what: cell.what, old: cell.shown, new: "", difference: nil, tolerance: cell.tolerance, unit: cell.unit, verdict: .missing, note: "")
    }
    fileprivate init(from old: Cell, to new: Cell) {
        var notes: [String] = []
        if old.images != new.images { notes.append("images \(old.images.map(String.init) ?? "-") → \(new.images.map(String.init) ?? "-")") }
        if old.profile != new.profile { notes.append("profile \(old.profile) → \(new.profile)") }
        if old.unit != new.unit { notes.append("unit \(old.unit) → \(new.unit)") }
        let difference = old.value.flatMap { before in new.value.map { $0 - before } }
        let same =
            old.kind == new.kind && old.unit == new.unit && old.images == new.images && old.exact == new.exact
            && Numbers.exact(old.low) == Numbers.exact(new.low) && Numbers.exact(old.high) == Numbers.exact(new.high)
        let near =
            old.kind == new.kind && old.unit == new.unit && (old.exact == new.exact || difference.map { abs($0) <= new.tolerance ?? 0 } ?? false)
        let verdict: Difference.Verdict
        switch (old.kind, new.kind) {
        case _ where same: verdict = .same
        case (.missing, _): verdict = .new
        case (_, .missing): verdict = .missing
        default: verdict = near ? .within : .beyond
        }
        // Where people's rounding hides a change, every digit is shown.
        let hidden = !same && old.shown == new.shown
        self.init(
            what: new.what, old: hidden ? old.exact : old.shown, new: hidden ? new.exact : new.shown,
            difference: difference.flatMap { $0.isFinite ? $0 : nil },
            tolerance: new.tolerance, unit: new.unit, verdict: verdict, note: notes.joined(separator: ", "))
    }
}
