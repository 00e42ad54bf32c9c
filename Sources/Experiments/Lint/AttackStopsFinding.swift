import Declarations

/// An attack's error at a radius is a lower bound of the model's. If another attack in the same norm finds more within no larger radius, the first
/// one has stopped finding adversarial images: not an arithmetic contradiction, but its number says nothing about the model.
struct AttackStopsFinding: ErrataRule {
    var name: String { "one attack stopped finding" }
    /// Attacks always differ a little: a finding needs a difference of at least this share of the images that the weaker one leaves.
    private let leastShare = 0.5

    /// The error that an attack reaches within a radius, and where that is printed.
    private struct Reached { let place: String, text: String, distribution: Distribution, radius: Double, share: ClosedRange<Double> }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        let printed = paper.numbers.compactMap { number -> Reached? in
            guard let radius = number.fact.radius?.value, radius > 0, number.distribution.norm != nil, number.distribution.among == .all else {
                return nil
            }
            return Reached(place: number.place, text: number.text, distribution: number.distribution, radius: radius, share: number.range)
        }
        let ends = paper.curves.compactMap { curve -> Reached? in
            guard let last = curve.points.last else { return nil }
            let share = last.y - curve.error.share...last.y + curve.error.share, text = "\(percent(last.y)) at \(words(last.x)), where it ends"
            return Reached(place: curve.place, text: text, distribution: curve.distribution, radius: last.x, share: share)
        }
        return (printed + ends).compactMap { weak in
            let stronger = paper.curves.map { curve -> Reached in
                let share = curve.share(upTo: weak.radius), text = "at least \(percent(share.lowerBound)) at \(words(weak.radius))"
                return Reached(place: curve.place, text: text, distribution: curve.distribution, radius: weak.radius, share: share)
            }
            let best = (printed + stronger).filter { isOfOneModel($0.distribution, weak.distribution) && $0.radius <= weak.radius }
                .max { $0.share.lowerBound < $1.share.lowerBound }
            guard let best, best.share.lowerBound > weak.share.upperBound + leastShare * (1 - weak.share.upperBound) else { return nil }
            return Erratum(
                weak.place, weak.text, best.place, best.text,
                "most of the images that this attack leaves are found by another within no larger radius")
        }
    }

    private func isOfOneModel(_ one: Distribution, _ other: Distribution) -> Bool {
        one.attack != other.attack && (one.data, one.model, one.quantity) == (other.data, other.model, other.quantity) && one.norm == other.norm
            && one.among == other.among
    }
}
