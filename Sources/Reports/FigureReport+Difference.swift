import Plots

extension FigureReport {
    /// The figure against the CSV of an earlier one, one change for each series; throws where that cannot be read.
    public func difference(from baseline: String, file: String) throws -> Difference {
        let old = try FigureReport(csv: baseline, file: file).named, new = named
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }, after = Set(new.map(\.name))
        let changes = new.map { one in
            before[one.name].map { Difference.Change(from: $0.series, to: one.series, what: one.name, unit: one.unit) }
                ?? Difference.Change(what: one.name, series: one.series, unit: one.unit, verdict: .new)
        }
        let gone = old.filter { !after.contains($0.name) }.map {
            Difference.Change(what: $0.name, series: $0.series, unit: $0.unit, verdict: .missing)
        }
        return Difference(title: title, changes: changes + gone)
    }

    private var named: [(name: String, series: Series, unit: String)] {
        zip(panels, distinct(panels.map(\.title))).flatMap { panel, title in
            panel.series.map { (title.isEmpty ? $0.title : "\(title) / \($0.title)", $0, panel.unit) }
        }
    }
}

extension Difference.Change {
    fileprivate init(what: String, series: FigureReport.Series, unit: String, verdict: Difference.Verdict) {
        let size = series.shape.size, old = verdict == .missing
        self.init(
            what: what, old: old ? size : "", new: old ? "" : size, difference: nil, tolerance: series.tolerance, unit: unit, verdict: verdict,
            note: verdict == .new ? "not in the baseline" : "")
    }

    fileprivate init(from old: FigureReport.Series, to new: FigureReport.Series, what: String, unit: String) {
        let distance = old.shape.distance(to: new.shape), same = old.shape.sameBits(as: new.shape) && old.images == new.images
        let verdict: Difference.Verdict = same ? .same : distance.map { $0 <= new.tolerance ?? 0 } ?? false ? .within : .beyond
        let images = old.images == new.images ? "" : "images \(old.images.map(String.init) ?? "-") → \(new.images.map(String.init) ?? "-")"
        self.init(
            what: what, old: old.shape.size, new: new.shape.size, difference: distance, tolerance: new.tolerance, unit: unit, verdict: verdict,
            note: distance == nil ? "another kind of series" : images)
    }
}

extension Figure.Shape {
    fileprivate var size: String {
        switch self {
        case .line(let points, _), .steps(let points): "\(points.count) points"
        case .histogram(let bins): "\(bins.count) bins"
        }
    }

    fileprivate func sameBits(as other: Figure.Shape) -> Bool {
        func bits(_ shape: Figure.Shape) -> [UInt64] {
            switch shape {
            case .line(let points, _), .steps(let points): points.flatMap { [$0.x.bitPattern, $0.y.bitPattern] }
            case .histogram(let bins): bins.flatMap { [$0.low.bitPattern, $0.high.bitPattern, $0.height.bitPattern] }
            }
        }
        return bits(self) == bits(other)
    }

    /// The largest distance in y between two shapes of one kind; nil where they cannot be compared.
    fileprivate func distance(to other: Figure.Shape) -> Double? {
        switch (self, other) {
        case (.steps(let old), .steps(let new)): return Self.distance(old, new, at: Self.level)
        case (.line(let old, _), .line(let new, _)): return Self.distance(old, new, at: Self.between)
        case (.histogram(let old), .histogram(let new)):
            guard old.map(\.low) == new.map(\.low), old.map(\.high) == new.map(\.high) else { return nil }
            return zip(old, new).map { abs($0.height - $1.height) }.max() ?? 0
        default: return nil
        }
    }

    private static func distance(_ old: [Point], _ new: [Point], at value: ([Point], Double) -> Double?) -> Double? {
        if old.isEmpty || new.isEmpty { return old.isEmpty && new.isEmpty ? 0 : nil }
        let distances = Set((old + new).map(\.x)).compactMap { x in value(old, x).flatMap { before in value(new, x).map { abs($0 - before) } } }
        return distances.contains { $0.isNaN } ? nil : distances.max()
    }

    /// A distribution function at x: the last step at or before it, and nothing before the first.
    private static func level(_ points: [Point], _ x: Double) -> Double? {
        let after = firstIndex(points) { $0.x > x }
        return after == 0 ? 0 : points[after - 1].y
    }

    /// A line at x; nil outside of it.
    private static func between(_ points: [Point], _ x: Double) -> Double? {
        let at = firstIndex(points) { $0.x >= x }
        if at == points.count { return nil }
        if points[at].x == x { return points[at].y }
        if at == 0 { return nil }
        let (from, to) = (points[at - 1], points[at])
        return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x)
    }

    /// Where in points that ascend in x something begins to hold.
    private static func firstIndex(_ points: [Point], _ holds: (Point) -> Bool) -> Int {
        var low = 0, high = points.count
        while low < high {
            let middle = (low + high) / 2
            if holds(points[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
