public import Plots

/// A picture of how far each number is from the paper's: their ratio, in nine degrees.
///
/// Nine colours instead of a continuous scale, which would need a logarithm, give the same pixels on every machine.
public struct DeviationMap: Sendable {
    /// The bounds between degrees, as ratios ours / paper.
    private static let bounds = [0.125, 0.25, 0.5, 0.8, 1.25, 2, 4, 8]
    private static let legend = ["≤ 1/8", "≤ 1/4", "≤ 1/2", "≤ 0.8", "to 1.25", "> 1.25", "> 2", "> 4", "> 8"]

    private var parts: [HeatMap.Part] = []
    private let profile: String
    /// An empty map.
    public init(profile: String) { self.profile = profile }

    /// True while no number has a counterpart in the paper.
    public var isEmpty: Bool { parts.isEmpty }

    /// Adds the rows and columns of a table in which some cell has both numbers. The paper's bounds and zeros and our non-finite numbers are omitted.
    public mutating func add(title: String, _ cells: [Cell]) {
        let factors = Dictionary(cells.compactMap { cell in Self.factor(cell).map { ([cell.row, cell.column], $0) } }) { first, _ in first }
        let columns = unique(cells.map(\.column)).filter { column in factors.keys.contains { $0[1] == column } }
        let rows = unique(cells.map(\.row)).filter { row in factors.keys.contains { $0[0] == row } }
        if rows.isEmpty { return }
        parts.append(
            HeatMap.Part(
                title: title, columns: columns,
                rows: rows.map { row in
                    HeatMap.Row(row, columns.map { factors[[row, $0]].map { HeatMap.Cell(degree: Self.degree($0), text: Self.text($0)) } })
                }))
    }

    private static func factor(_ cell: Cell) -> Double? {
        guard cell.kind == .measured, let value = cell.value, value.isFinite, value >= 0, let text = cell.published,
            let printed = Numbers.printed(text), printed.relation == nil, printed.value > 0
        else { return nil }
        return value / printed.value
    }

    private static func degree(_ factor: Double) -> Int { bounds.count { factor > $0 } - 4 }

    /// Two digits: the colour says the rest.
    private static func text(_ factor: Double) -> String {
        Numbers.shown(factor, unit: "", digits: factor < 99.5 ? 2 : 3)
    }

    /// The picture.
    public var picture: HeatMap {
        HeatMap(
            title: "Ours as multiples of the paper's numbers", parts: parts, legend: Self.legend,
            note: "profile \(profile); empty: no number of ours, or the paper prints none or only a bound")
    }

    /// The picture as PNG and SVG. Throws `PNGError`.
    public func artefacts(named name: String) throws -> [Artefact] {
        let scene = picture.scene
        return [Artefact(name: "\(name).png", data: try scene.png()), Artefact("\(name).svg", scene.svg)]
    }
}
