import Declarations

/// A printed error at a radius is the height of the curve of the same model and attack there.
struct CurveAgainstNumber: ErrataRule {
    var name: String { "a printed error against a curve" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.numbers.flatMap { number -> [Erratum] in
            guard let radius = number.fact.radius, radius.value > 0 else { return [] }
            return paper.curves.filter { $0.distribution == number.distribution }.compactMap { curve in
                let drawn = curve.share(upTo: radius.value)
                if drawn.overlaps(number.range) { return nil }
                return Erratum(
                    number.place, number.text, curve.place, "\(words(drawn, percent)) at \(words(radius))",
                    "the curve is of the same model and attack, and neither rounding nor reading the plot explains the difference")
            }
        }
    }
}
