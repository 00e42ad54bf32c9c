/// The edges of a histogram's bins bound the mean of its values.
struct HistogramAgainstMean: ErrataRule {
    var name: String { "a mean against a histogram" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.histograms.flatMap { histogram in
            paper.numbers.filter { $0.fact == .mean && $0.distribution == histogram.distribution && !$0.range.overlaps(histogram.mean) }.map {
                Erratum(
                    $0.place, $0.text, histogram.place, "\(words(histogram.mean)) by its bins",
                    "both are of the same quantity of the same model on the same images")
            }
        }
    }
}
