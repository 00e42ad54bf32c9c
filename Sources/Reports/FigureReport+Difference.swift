import Plots

extension FigureReport {
    /// Compares the figure with the CSV of an earlier one: a change for each series, and one for each panel whose axes changed.
    /// - Parameter tolerances: as the manifest declares them, by the titles of panel and series; nil uses those of this figure.
    /// - Throws: `ReportError` with file and line if the earlier one cannot be read, and what the CSV reader throws.
    public func difference(from baseline: String, file: String, tolerances: [[String]: Double]? = nil) throws -> Difference {
        let old = try FigureReport(csv: baseline, file: file), before = old.named, after = named
        let declared = tolerances ?? Dictionary(after.map { ($0.names, $0.series.tolerance) }) { first, _ in first }.compactMapValues(\.self)
        let known = Dictionary(before.map { ($0.names, $0) }) { first, _ in first }, kept = Set(after.map(\.names))
        let changes = after.map { one in
            let tolerance = declared[one.names]
            return known[one.names].map { Difference.Change(from: $0.series, to: one.series, what: one.what, unit: one.unit, tolerance: tolerance) }
                ?? Difference.Change(what: one.what, series: one.series, unit: one.unit, tolerance: tolerance, isNew: true)
        }
        let gone = before.filter { !kept.contains($0.names) }.map {
            Difference.Change(what: $0.what, series: $0.series, unit: $0.unit, tolerance: declared[$0.names], isNew: false)
        }
        return Difference(title: title, changes: frames(from: old) + changes + gone)
    }

    private var named: [(names: [String], what: String, series: Series, unit: String)] {
        panels.flatMap { panel in
            panel.series.map { ([panel.title, $0.title], panel.title.isEmpty ? $0.title : "\(panel.title) / \($0.title)", $0, panel.unit) }
        }
    }

    /// The changes of titles and axes, which have no tolerance.
    private func frames(from old: FigureReport) -> [Difference.Change] {
        var changes: [Difference.Change] = []
        func add(_ what: String, _ notes: [String?], _ movement: Difference.Movement) {
            let notes = notes.compactMap(\.self)
            if notes.isEmpty { return }
            changes.append(
                Difference.Change(
                    what: what, old: "", new: "", difference: nil, tolerance: nil, unit: "", movement: movement, note: notes.joined(separator: ", ")))
        }
        add("the figure", [Difference.note("title", old.title, title)], .beyond)
        add("the figure", [Difference.note("profile", old.profile, profile)], .within)
        for panel in panels {
            guard let before = old.panels.first(where: { $0.title == panel.title }) else { continue }
            add(
                panel.title.isEmpty ? "the axes" : "\(panel.title) / axes",
                [
                    Difference.note("x", before.x.words, panel.x.words), Difference.note("y", before.y.words, panel.y.words),
                    Difference.note("unit", before.unit, panel.unit),
                ], .beyond)
        }
        return changes
    }
}

extension AxisSpec {
    /// The axis in one line.
    fileprivate var words: String {
        "\"\(title)\" \(scale.rawValue)" + (range.map { " from \(Numbers.exact($0.lowerBound)) to \(Numbers.exact($0.upperBound))" } ?? "")
    }
}

extension Difference.Change {
    fileprivate init(what: String, series: FigureReport.Series, unit: String, tolerance: Double?, isNew: Bool) {
        let size = series.shape.size
        let disagreement = isNew ? Difference.disagreement(old: tolerance, new: series.tolerance, declared: tolerance) : nil
        self.init(
            what: what, old: isNew ? "" : size, new: isNew ? size : "", difference: nil, tolerance: tolerance, unit: unit,
            movement: isNew ? (disagreement == nil ? .new : .beyond) : .missing,
            note: ((isNew ? ["not in the baseline"] : []) + [disagreement].compactMap(\.self)).joined(separator: ", "))
    }

    init(from old: FigureReport.Series, to new: FigureReport.Series, what: String, unit: String, tolerance: Double?) {
        let isSame = old.shape.name == new.shape.name && old.shape.bits == new.shape.bits
        let distance = isSame ? 0 : old.shape.distance(to: new.shape), band = Figure.Band.distance(old.band, new.band), allowed = tolerance ?? 0
        let fixed = [
            Difference.disagreement(old: old.tolerance, new: new.tolerance, declared: tolerance),
            old.published?.bits == new.published?.bits && old.published?.name == new.published?.name ? nil : "the published numbers changed",
            distance == nil ? "another kind of series, or other places on x" : nil,
            band == nil ? "a band on one side only, or at other places on x" : band! > allowed ? "the band moved" : nil,
        ].compactMap(\.self)
        let told = [Difference.note("images", old.images.map(String.init), new.images.map(String.init))].compactMap(\.self)
        let same = isSame && band == 0 && told.isEmpty && fixed.isEmpty
        self.init(
            what: what, old: old.shape.size, new: new.shape.size, difference: distance, tolerance: tolerance, unit: unit,
            movement: same ? .same : fixed.isEmpty && distance.map { $0 <= allowed } ?? false ? .within : .beyond,
            note: (fixed + told).joined(separator: ", "), tests: isSame ? [] : Difference.tests(from: old, to: new, unit: unit))
    }
}

extension Figure.Band {
    /// The largest distance between the ends of two bands; nil if they are not at the same places.
    fileprivate static func distance(_ old: [Figure.Band], _ new: [Figure.Band]) -> Double? {
        guard old.map(\.x.bitPattern) == new.map(\.x.bitPattern) else { return nil }
        let distances = zip(old, new).flatMap { before, after in
            [(before.low, after.low), (before.high, after.high)].map { $0.0.bitPattern == $0.1.bitPattern ? 0 : abs($0.0 - $0.1) }
        }
        return distances.contains { $0.isNaN } ? nil : distances.max() ?? 0
    }
}

extension Figure.Shape {
    fileprivate var size: String {
        switch self {
        case .line(let points, _), .steps(let points), .points(let points): "\(points.count) points"
        case .histogram(let bins): "\(bins.count) bins"
        }
    }

    fileprivate var bits: [UInt64] {
        switch self {
        case .line(let points, _), .steps(let points), .points(let points): points.flatMap { [$0.x.bitPattern, $0.y.bitPattern] }
        case .histogram(let bins): bins.flatMap { [$0.low.bitPattern, $0.high.bitPattern, $0.height.bitPattern] }
        }
    }

    /// The largest distance in y between two shapes; nil if they cannot be compared.
    fileprivate func distance(to other: Figure.Shape) -> Double? {
        func ascend(_ points: [Point]) -> Bool { zip(points, points.dropFirst()).allSatisfy { $0.x < $1.x } }
        switch (self, other) {
        case (.steps(let old), .steps(let new)): return Self.distance(old, Self.level, new, Self.level)
        case (.line(let old, _), .line(let new, _)):
            return ascend(old) && ascend(new) ? Self.distance(old, Self.between, new, Self.between) : Self.pointByPoint(old, new)
        // A curve read off a plot, against the distribution function of a sample.
        case (.line(let old, _), .steps(let new)) where ascend(old): return Self.distance(old, Self.between, new, Self.level)
        case (.points(let old), .points(let new)): return Self.pointByPoint(old, new)
        case (.histogram(let old), .histogram(let new)):
            guard Self.isSame(old.map(\.low), new.map(\.low)), Self.isSame(old.map(\.high), new.map(\.high)) else { return nil }
            return zip(old, new).map { abs($0.height - $1.height) }.max() ?? 0
        default: return nil
        }
    }

    /// True for the same places on x, up to the rounding in files of other programs.
    private static func isSame(_ old: [Double], _ new: [Double]) -> Bool {
        old.count == new.count && zip(old, new).allSatisfy { abs($0 - $1) <= 1e-12 * max(abs($0), abs($1)) }
    }

    /// The largest distance in y between points at the same places on x; nil if the places differ.
    private static func pointByPoint(_ old: [Point], _ new: [Point]) -> Double? {
        guard old.map(\.x) == new.map(\.x) else { return nil }
        let distances = zip(old, new).map { $0.y.bitPattern == $1.y.bitPattern ? 0 : abs($0.y - $1.y) }
        return distances.contains { $0.isNaN } ? nil : distances.max() ?? 0
    }

    private typealias Value = ([Point], Double) -> Double?

    private static func distance(_ old: [Point], _ before: Value, _ new: [Point], _ after: Value) -> Double? {
        if old.isEmpty || new.isEmpty { return old.isEmpty && new.isEmpty ? 0 : nil }
        let distances = Set((old + new).map(\.x)).compactMap { x in before(old, x).flatMap { old in after(new, x).map { abs($0 - old) } } }
        return distances.contains { $0.isNaN } ? nil : distances.max()
    }

    /// A distribution function at x: the last step at or before it, and 0 before the first.
    private static func level(_ points: [Point], _ x: Double) -> Double? {
        let after = firstIndex(points) { $0.x > x }
        return after == 0 ? 0 : points[after - 1].y
    }

    /// A line's y at x; nil outside its range.
    private static func between(_ points: [Point], _ x: Double) -> Double? {
        let at = firstIndex(points) { $0.x >= x }
        if at == points.count { return nil }
        if points[at].x == x { return points[at].y }
        if at == 0 { return nil }
        let (from, to) = (points[at - 1], points[at])
        return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x)
    }

    /// The first index for which `holds`, in points that ascend in x.
    private static func firstIndex(_ points: [Point], _ holds: (Point) -> Bool) -> Int {
        var low = 0, high = points.count
        while low < high {
            let middle = (low + high) / 2
            if holds(points[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
