import Attacks
public import Declarations

/// A check of an attack's numbers: no other attack in the same table may find significantly more images at the same radius, on the same images, and a
/// search without a limit must reach every image.
///
/// An attack that is beaten by a weaker one, by random noise or by images made for another model did not search well, and its numbers say nothing
/// about the model's robustness (Carlini et al. 2019, arXiv:1902.06705).
public struct Gate: Declaration {
    /// The title of the column whose attack is guarded.
    public var guarding = ""
    /// The titles of the columns whose attacks may not find more. None: only a search without a limit is checked, for reaching every image.
    public var against: [String] = []
    /// A gate without a column, which is required.
    public init() {}
    /// The guarded column.
    public static var required: [String] { ["guarding"] }
}

extension Session {
    /// Checks that a table's gates name columns of error rates at one radius in one norm, and have something to check. Throws `ManifestError`.
    static func checkGates(_ grid: TableGrid, _ tree: Tree) throws {
        var mistakes: [ManifestError] = []
        for (index, gate) in grid.gates.enumerated() {
            func mistake(_ key: String, _ message: String, _ near: [String] = []) {
                let path = ["gates", "\(index)", key]
                mistakes.append(ManifestError(tree.at(path)?.place ?? tree.place, path, message, near))
            }
            func question(_ title: String, _ key: String) -> [String]? {
                guard let column = grid.columns.first(where: { $0.label == title }) else {
                    mistake(key, "no column \(title)", nearest(title, grid.columns.map(\.label)))
                    return nil
                }
                let cell = column.over(grid.each), attack = cell.attack?.value.wrappedValue
                guard let attack, let rate = cell.measure as? ErrorRate, let radius = rate.within ?? attack.reach else {
                    mistake(key, "\(title) is not the error rate of an attack at a radius")
                    return nil
                }
                return ["\(attack.norm)", "\(radius.value)"]
            }
            let own = question(gate.guarding, "guarding"), column = grid.columns.first { $0.label == gate.guarding }
            if gate.against.isEmpty, let attack = column?.over(grid.each).attack?.value.wrappedValue, attack.reach != nil {
                mistake("guarding", "\(gate.guarding) has a radius, so the gate needs other attacks to compare with: give `against`")
            }
            for title in gate.against {
                if let other = question(title, "against"), let own, other != own {
                    mistake("against", "\(title) is at another radius or in another norm than \(gate.guarding)")
                }
            }
        }
        if !mistakes.isEmpty { throw ManifestError(mistakes) }
    }
}
