import Plots

/// The changes from a stored baseline to new numbers. "The same bits" means that every field is equal. A number may move by the tolerance that its
/// manifest declares, in the unit; without one nothing may move. A curve moves by the largest distance in y, a histogram by the largest change of a
/// bar. The tolerance stored in a file is not trusted: if it differs from the declared one, that is itself a deviation.
public struct Difference: Sendable, Equatable {
    /// The size of a change.
    public enum Movement: String, Sendable, CaseIterable { case same, within, beyond, missing, new }

    /// One cell, curve or histogram; or the axes and titles of a figure.
    public struct Change: Sendable, Equatable {
        /// The name of the thing that changed.
        public let what: String
        /// The old number, formatted; with every digit if rounding would hide the change.
        public let old: String
        /// The new number, formatted; with every digit if rounding would hide the change.
        public let new: String
        /// New minus old in the unit, if both are numbers.
        public let difference: Double?
        /// The declared tolerance in the unit; nil without one.
        public let tolerance: Double?
        /// The unit of difference and tolerance.
        public let unit: String
        /// The size of the change.
        public let movement: Movement
        /// Every other field that changed.
        public let note: String
        /// Statistical tests of the change, if both sides have several seeds or distributions.
        public var tests: [Test] = []
    }

    /// A named statistic.
    public struct Test: Sendable, Equatable {
        /// The name, as in "Welch p".
        public let name: String
        /// The value; in 0...1 for a p-value.
        public let value: Double
    }

    /// The title of the table or figure.
    public let title: String
    /// The changes, in the order of the new table, followed by missing entries.
    public let changes: [Change]

    /// True if something moved beyond its tolerance or is gone: exit status 1.
    public var deviates: Bool { changes.contains { $0.movement == .beyond || $0.movement == .missing } }
    /// The number of changes of this kind.
    public func count(_ movement: Movement) -> Int { changes.count { $0.movement == movement } }

    /// One line: "table1: no deviation, 12 the same bits, 3 within tolerance".
    public var summary: String {
        let words: [(Movement, String)] = [
            (.same, "the same bits"), (.within, "within tolerance"), (.beyond, "beyond tolerance"), (.missing, "missing"), (.new, "new"),
        ]
        let counts = words.filter { count($0.0) > 0 }.map { "\(count($0.0)) \($0.1)" }
        return ([title + ": " + (deviates ? "DEVIATION" : "no deviation")] + counts).joined(separator: ", ")
    }

    /// The summary, then everything that is not bit-identical, worst first.
    public var text: String {
        let order: [Movement] = [.beyond, .missing, .new, .within]
        let moved = order.flatMap { movement in changes.filter { $0.movement == movement } }
        if moved.isEmpty { return summary + "\n" }
        let lines = moved.map { change in
            let unit = change.unit.isEmpty ? "" : " \(Numbers.sign(change.unit))"
            return [
                change.what.oneLine, change.old, change.new, change.difference.map { ($0 > 0 ? "+" : "") + Difference.short($0) + unit } ?? "",
                change.tolerance.map { Difference.short($0) + unit } ?? "none",
                change.verdict.oneLine,
            ]
        }
        return
            (([summary] + Plain.aligned([["", "old", "new", "difference", "tolerance", "verdict"]] + lines).map { "  " + $0 }).joined(separator: "\n"))
            + "\n"
    }

    fileprivate static func short(_ value: Double) -> String { Numbers.shown(value, unit: "") }

    init(title: String, changes: [Change]) { (self.title, self.changes) = (title, changes) }
}

extension Table {
    /// Compares the table with the CSV of an earlier one, by the table's tolerances; throws if the CSV cannot be read.
    public func difference(from baseline: String, file: String) throws -> Difference {
        let declared = Dictionary(columns.map { ($0.title, $0.tolerance) }) { first, _ in first }.compactMapValues(\.self)
        return Difference(title: title, from: try Cell.read(baseline, file: file), to: cells, declared)
    }
}

extension Difference {
    /// Compares a stored table with an earlier one, each as `Table.csv` wrote it and with the name of its file.
    /// - Parameter tolerances: as the manifest declares them, by column title, in the column's unit; a column without one may not move.
    /// - Throws: `ReportError` with file and line if one cannot be read, and what the CSV reader throws.
    public init(title: String, from old: (csv: String, file: String), to new: (csv: String, file: String), tolerances: [String: Double]) throws {
        self.init(title: title, from: try Cell.read(old.csv, file: old.file), to: try Cell.read(new.csv, file: new.file), tolerances)
    }

    fileprivate init(title: String, from old: [Cell], to new: [Cell], _ tolerances: [String: Double]) {
        func name(_ cell: Cell) -> [String] { [cell.row, cell.column] }
        let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }, after = Set(new.map(name))
        let changes = new.map { cell in
            let declared = tolerances[cell.column]
            return before[name(cell)].map { Change(from: $0, to: cell, tolerance: declared) } ?? Change(new: cell, tolerance: declared)
        }
        let gone = old.filter { !after.contains(name($0)) }.map { Change(gone: $0, tolerance: tolerances[$0.column]) }
        self.init(title: title, changes: changes + gone)
    }

    /// A note on stored tolerances that differ from the declared one; nil if none does.
    static func disagreement(old: Double?, new: Double?, declared: Double?) -> String? {
        func text(_ tolerance: Double?) -> String { tolerance.map { Numbers.exact($0) } ?? "none" }
        let files = [("baseline", old), ("results", new)].filter { $0.1 != declared }
        if files.isEmpty { return nil }
        return "tolerance " + files.map { "\(text($0.1)) in the \($0.0)" }.joined(separator: ", ") + ", \(text(declared)) in the manifest"
    }

    /// A note on a field; nil if it has not changed.
    static func note(_ field: String, _ old: String?, _ new: String?) -> String? {
        func text(_ value: String?) -> String { value.map { $0.isEmpty ? "-" : $0 } ?? "-" }
        return old == new ? nil : "\(field) \(text(old)) → \(text(new))"
    }
}

extension Difference.Change {
    /// The size of the change, with its notes and tests.
    var verdict: String {
        let notes = (note.isEmpty ? [] : [note]) + tests.map { "\($0.name) \(Difference.short($0.value))" }
        return movement.rawValue + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    }
}

extension Cell {
    fileprivate var what: String { "\(row) / \(column)" }
    fileprivate var exact: String { kind == .measured ? Numbers.exact(value) : shown }
    /// All numbers that may move by the tolerance; the number of a single seed is `value` itself.
    fileprivate var numbers: [(name: String, value: Double?)] {
        let ofSeeds = seeds.count > 1 ? seeds : []
        return [("value", value), ("low", low), ("high", high), ("beyond", beyond)] + ofSeeds.enumerated().map { ("seed \($0 + 1)", $1) }
    }
}

extension Difference.Change {
    fileprivate init(new cell: Cell, tolerance: Double?) {
        let disagreement = Difference.disagreement(old: tolerance, new: cell.tolerance, declared: tolerance)
        self.init(
            what: cell.what, old: "", new: cell.shown, difference: nil, tolerance: tolerance, unit: cell.unit,
            movement: disagreement == nil ? .new : .beyond,
            note: (["not in the baseline"] + [disagreement].compactMap(\.self)).joined(separator: ", "))
    }
    fileprivate init(gone cell: Cell, tolerance: Double?) {
        self.init(what: cell.what, old: cell.shown, new: "", difference: nil, tolerance: tolerance, unit: cell.unit, movement: .missing, note: "")
    }
    fileprivate init(from old: Cell, to new: Cell, tolerance: Double?) {
        // Changes of the first fields are only noted; a change of the others is a deviation.
        func words(_ counts: [Int]) -> String { counts.map(String.init).joined(separator: " ") }
        let told = [
            Difference.note("images", old.images.map(String.init), new.images.map(String.init)),
            Difference.note("profile", old.profile, new.profile), Difference.note("reason", old.reason, new.reason),
            Difference.note("classes", words(old.basis.classes), words(new.basis.classes)),
            Difference.note("clean error", Numbers.exact(old.basis.cleanError), Numbers.exact(new.basis.cleanError)),
            Difference.note("zero gradients", old.basis.zeroGradients.map(String.init), new.basis.zeroGradients.map(String.init)),
        ].compactMap(\.self)
        let fixed = [
            Difference.note("unit", old.unit, new.unit), Difference.note("published", old.published, new.published),
            Difference.note("entry", old.kind.rawValue, new.kind.rawValue), Difference.note("model", old.basis.model, new.basis.model),
            Difference.note("data", old.basis.data, new.basis.data),
            old.seeds.count == new.seeds.count ? nil : "\(old.seeds.count) seeds → \(new.seeds.count)",
            Difference.disagreement(old: old.tolerance, new: new.tolerance, declared: tolerance),
        ].compactMap(\.self)
        let moved = zip(old.numbers, new.numbers).filter { Numbers.exact($0.value) != Numbers.exact($1.value) }
        let near = moved.allSatisfy { old, new in old.value.flatMap { old in new.value.map { abs($0 - old) <= tolerance ?? 0 } } ?? false }
        let movement: Difference.Movement =
            switch (old.kind, new.kind) {
            case (.missing, .missing) where fixed.isEmpty: told.isEmpty ? .same : .within
            case (.measured, .missing), (.quoted, .missing): .missing
            case (.missing, .measured), (.missing, .quoted):
                Difference.disagreement(old: tolerance, new: new.tolerance, declared: tolerance) == nil ? .new : .beyond
            default: fixed.isEmpty && near ? (moved.isEmpty && told.isEmpty ? .same : .within) : .beyond
            }
        let others = moved.filter { $0.0.name != "value" }.compactMap {
            Difference.note($0.0.name, Numbers.exact($0.0.value), Numbers.exact($0.1.value))
        }
        // If rounding hides a change, every digit is shown.
        let hidden = old.exact != new.exact && old.shown == new.shown, difference = old.value.flatMap { before in new.value.map { $0 - before } }
        let notes = old.kind == new.kind ? told + fixed + others : told.filter { !$0.hasPrefix("reason") && !$0.hasPrefix("images") }
        self.init(
            what: new.what, old: hidden ? old.exact : old.shown, new: hidden ? new.exact : new.shown,
            difference: difference.flatMap { $0.isFinite ? $0 : nil }, tolerance: tolerance, unit: new.unit, movement: movement,
            note: notes.joined(separator: ", "), tests: movement == .same ? [] : Difference.tests(from: old.seeds, to: new.seeds, tolerance))
    }
}
