/// A printed ratio follows from the printed numbers that it compares.
struct RatioOfOthers: ErrataRule {
    var name: String { "a ratio against its numbers" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.numbers.flatMap { ratio -> [Erratum] in
            guard case .ratio(let fact, let model, let isInverse) = ratio.fact else { return [] }
            var other = ratio.distribution
            other.model = model
            let mine = paper.numbers.filter { $0.fact == fact && $0.distribution == ratio.distribution }
            let theirs = paper.numbers.filter { $0.fact == fact && $0.distribution == other }
            return mine.flatMap { mine in
                theirs.compactMap { theirs in
                    let (upper, lower) = isInverse ? (theirs, mine) : (mine, theirs)
                    guard lower.range.lowerBound > 0, upper.range.lowerBound >= 0 else { return nil }
                    let bounds = upper.range.lowerBound / lower.range.upperBound...upper.range.upperBound / lower.range.lowerBound
                    if bounds.overlaps(ratio.range) { return nil }
                    return Erratum(
                        ratio.place, ratio.text, "\(upper.place); \(lower.place)", "\(upper.text) and \(lower.text)",
                        "the quotient is \(words(bounds)), given the printed digits")
                }
            }
        }
    }
}
