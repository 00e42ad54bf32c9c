import Declarations

/// At a radius below the median fewer than half of the images fail; at one above it, at least half.
struct MedianAgainstShare: ErrataRule {
    var name: String { "a median distance against the error at a radius" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.numbers.filter { $0.fact == .median && $0.distribution.norm != nil && $0.distribution.among == .all }.flatMap { median in
            shares(paper, median) + curves(paper, median)
        }
    }

    private func shares(_ paper: PrintedPaper, _ median: PrintedNumber) -> [Erratum] {
        paper.shares(of: median.distribution).compactMap { radius, share in
            if share.range.lowerBound > 0.5, median.range.lowerBound > radius.value {
                return Erratum(median, share, "more than half of the images fail within \(words(radius)), so the median is at most that")
            }
            if share.range.upperBound < 0.5, median.range.upperBound < radius.value {
                return Erratum(median, share, "fewer than half of the images fail within \(words(radius)), so the median is larger")
            }
            return nil
        }
    }

    private func curves(_ paper: PrintedPaper, _ median: PrintedNumber) -> [Erratum] {
        paper.curves.filter { $0.distribution == median.distribution }.compactMap { curve in
            let low = curve.share(upTo: median.range.lowerBound), high = curve.share(upTo: median.range.upperBound)
            if low.lowerBound > 0.5 {
                let drawn = "at least \(percent(low.lowerBound)) at \(words(median.range.lowerBound))"
                return Erratum(median.place, median.text, curve.place, drawn, "the curve reaches one half before the median")
            }
            if high.upperBound < 0.5 {
                let drawn = "at most \(percent(high.upperBound)) at \(words(median.range.upperBound))"
                return Erratum(median.place, median.text, curve.place, drawn, "the curve is still below one half at the median")
            }
            return nil
        }
    }
}

extension PrintedPaper {
    /// The printed shares of a distribution of distances with their radii, the clean error at radius 0 among them.
    func shares(of distribution: Distribution) -> [(radius: Fraction, number: PrintedNumber)] {
        numbers.compactMap { number in
            number.distribution == distribution || number.distribution == distribution.clean ? number.fact.radius.map { ($0, number) } : nil
        }
    }
}
