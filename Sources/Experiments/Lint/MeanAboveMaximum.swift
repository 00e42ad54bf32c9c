/// No mean or median exceeds the maximum of the same quantity.
struct MeanAboveMaximum: ErrataRule {
    var name: String { "a mean above the maximum" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.numbers.filter { $0.fact == .mean || $0.fact == .median }.flatMap { mean in
            paper.numbers.filter { $0.fact == .maximum && $0.distribution == mean.distribution && mean.range.lowerBound > $0.range.upperBound }
                .map { Erratum(mean, $0, "no \(mean.fact == .mean ? "mean" : "median") exceeds the maximum") }
        }
    }
}
