/// Two curves of the same model and attack agree.
struct CurvesOfOneDistribution: ErrataRule {
    var name: String { "two curves of one model and attack" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        pairs(paper.curves).compactMap { one, other in
            guard one.distribution == other.distribution, let widest = widest(one, other) else { return nil }
            return Erratum(
                one.place, "\(percent(widest.y)) at \(words(widest.x))", other.place, "\(words(other.share(upTo: widest.x), percent)) there",
                "here they are farthest apart, and reading the plots does not explain it")
        }
    }

    /// The point of one curve that is farthest from the other; nil if reading errors explain the distance.
    private func widest(_ one: PrintedCurve, _ other: PrintedCurve) -> Reading.Point? {
        // `share` allows for the error of reading a distance on the other curve, the changed radius for this one's.
        let gaps = one.points.map { point -> (gap: Double, point: Reading.Point) in
            let low = other.share(upTo: point.x * (1 - one.error.distance)).lowerBound - one.error.share
            let high = other.share(upTo: point.x * (1 + one.error.distance)).upperBound + one.error.share
            return (max(low - point.y, point.y - high), point)
        }
        return gaps.max { $0.gap < $1.gap }.flatMap { $0.gap > 0 ? $0.point : nil }
    }
}
