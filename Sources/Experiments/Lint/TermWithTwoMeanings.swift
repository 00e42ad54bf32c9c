/// What the paper says of one thing in two places is the same.
struct TermWithTwoMeanings: ErrataRule {
    var name: String { "text against header" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        pairs(paper.text.terms).compactMap { one, other in
            one.of == other.of && one.printed != other.printed
                ? Erratum(one.source, one.printed, other.source, other.printed, "both state the \(one.of)") : nil
        }
    }
}
