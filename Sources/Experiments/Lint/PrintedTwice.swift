/// The same number, printed in two places, agrees up to rounding.
struct PrintedTwice: ErrataRule {
    var name: String { "one number with two values" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        pairs(paper.numbers).compactMap { one, other in
            let isSame = one.distribution == other.distribution && one.fact == other.fact && one.fact != .exact
            return isSame && !one.range.overlaps(other.range)
                ? Erratum(one, other, "model, attack and quantity are the same, and rounding does not explain the difference") : nil
        }
    }
}
