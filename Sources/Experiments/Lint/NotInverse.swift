/// If one column is called inversely proportional to another, no two models have both numbers in the same order.
struct NotInverse: ErrataRule {
    var name: String { "inversely proportional, and not even in the opposite order" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.text.inverse.flatMap { inverse in
            inverse.to.compactMap { title in clearest(column(inverse.column, inverse, paper), column(title, inverse, paper), inverse.source) }
        }
    }

    /// A model's number in the column, and in one that falls where it rises.
    private typealias Both = (this: PrintedNumber, that: PrintedNumber)

    private func column(_ title: String, _ inverse: PaperText.Inverse, _ paper: PrintedPaper) -> [PrintedNumber] {
        paper.numbers.filter { $0.table == inverse.table && $0.column == title && $0.range.lowerBound > 0 }
    }

    /// The contradicting pair of models whose second numbers are farthest apart, with the number of contradicting pairs.
    private func clearest(_ these: [PrintedNumber], _ those: [PrintedNumber], _ source: String) -> Erratum? {
        let models = these.compactMap { this in
            those.first { $0.distribution.model == this.distribution.model }.map { (this: this, that: $0) }
        }
        let all = pairs(models), ordered = all.filter { !$0.this.range.overlaps($1.this.range) && !$0.that.range.overlaps($1.that.range) }
        let wrong = ordered.map { one, other in one.this.range.lowerBound < other.this.range.lowerBound ? (small: one, large: other) : (other, one) }
            .filter { $0.small.that.range.upperBound < $0.large.that.range.lowerBound }
        func excess(_ pair: (small: Both, large: Both)) -> Double { pair.large.that.range.lowerBound / pair.small.that.range.upperBound }
        guard let (small, large) = wrong.max(by: { excess($0) < excess($1) }) else { return nil }
        return Erratum(
            "\(small.this.place); \(small.that.place)", "\(small.this.text) and \(small.that.text)",
            "\(large.this.place); \(large.that.place)", "\(large.this.text) and \(large.that.text)",
            "both are larger, which contradicts \"inversely proportional\" (\(source)); so do \(wrong.count) of the \(ordered.count) pairs of models")
    }
}
