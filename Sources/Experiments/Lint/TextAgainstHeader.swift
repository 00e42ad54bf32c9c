import Declarations

/// The radius that the text gives for a column is the column's own.
struct TextAgainstHeader: ErrataRule {
    var name: String { "text against header" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.text.radii.compactMap { stated in
            let column = paper.numbers.first { $0.table == stated.table && $0.column == stated.column }
            guard let radius = column?.fact.radius, radius != stated.within else { return nil }
            return Erratum(
                stated.source, words(stated.within), "\(stated.table): \(stated.column)", words(radius), "both give the radius of the same column")
        }
    }
}
