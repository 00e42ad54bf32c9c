import Attacks
import Declarations
import Reports

extension Session {
    /// Checks that no column mixes error rates at different radii, unless every row states its own, as in Table 1. Throws `ManifestError`.
    static func checkRadii(_ grid: TableGrid, _ tree: Tree) throws {
        var mistakes: [ManifestError] = []
        for column in grid.columns.indices {
            let cells = grid.rows.indices.compactMap { row in question(grid.cell(row, column)).map { (row, $0.norm, $0.radius) } }
            let kinds = unique(cells.map { "\($0.1) \($0.2)" })
            if kinds.count < 2 { continue }
            for (row, norm, radius) in cells where statedRadius(grid.rows[row].label) != radius {
                let path = ["rows", "\(row)", "title"], place = tree.at(path)?.place ?? tree.at(Array(path.prefix(2)))?.place ?? tree.place
                mistakes.append(
                    ManifestError(
                        place, path,
                        "the column \(grid.columns[column].label) mixes error rates at \(kinds.enumeration): the row's title has to say \"at \(norm) \(radius)\""
                    ))
            }
        }
        if !mistakes.isEmpty { throw ManifestError(mistakes) }
    }

    /// The norm and the radius of an error rate; nil for any other measure, and for the clean error.
    private static func question(_ cell: Heading) -> (norm: String, radius: Fraction)? {
        guard let attack = cell.attack?.value.wrappedValue, let rate = cell.measure as? ErrorRate, !cell.quoted else { return nil }
        return (rate.within ?? attack.reach).map { ("\(attack.norm)", $0) }
    }
}

/// Published numbers are matched by title: checks that a title such as "at 100/255" does not head numbers at another radius. Throws `Refused`.
func check(titles: [String], of measure: any Measure) throws {
    for title in titles {
        guard let radius = measure.radius, let meant = statedRadius(title), meant != radius else { continue }
        throw Refused("the title \(title) says \(meant), and the measure takes the radius \(radius)")
    }
}

/// The radius that a title states last, as in "l2 PGD at 100/255" or "error at l2 0.1"; nil if it states none.
private func statedRadius(_ title: String) -> Fraction? {
    let words = title.split { !($0.isLetter || $0.isNumber || "./".contains($0)) }
    for at in words.indices.reversed() where words[at] == "at" {
        let rest = words[(at + 1)...], hasNorm = rest.first.map { ["l1", "l2", "linf"].contains($0) } ?? false
        var number = rest.dropFirst(hasNorm ? 1 : 0).first?.prefix { "0123456789./".contains($0) } ?? ""
        while number.last == "." { number.removeLast() }  // the end of a sentence
        if let radius = Fraction(String(number)) { return radius }
    }
    return nil
}
