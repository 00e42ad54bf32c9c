import Reports
import Declarations
import Tensors

/// Models that are called robust fail on most images at a radius that the paper itself reports.
struct RobustWhereMostFail: ErrataRule {
    var name: String { "called robust where most images fail" }

    /// A radius in a norm.
    private struct Ball: Hashable { let data: String, norm: Norm?, radius: Fraction }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.text.robust.flatMap { robust -> [Erratum] in
            let numbers = paper.numbers.filter { robust.models.contains($0.distribution.model) && ($0.fact.radius?.value ?? 0) > 0 }
            func ball(_ number: PrintedNumber) -> Ball {
                Ball(data: number.distribution.data, norm: number.distribution.norm, radius: number.fact.radius ?? Fraction(0))
            }
            return unique(numbers.map(ball)).compactMap { place in
                let here = numbers.filter { ball($0) == place }
                // If even the best of them fails on most images, show that one.
                guard let best = here.min(by: { $0.range.lowerBound < $1.range.lowerBound }), best.range.lowerBound > 0.5 else { return nil }
                let models = unique(here.map(\.distribution.model)).count
                return Erratum(
                    robust.source, "robust", best.place, best.text,
                    "most of its images fail at \(place.norm?.rawValue ?? "") \(words(place.radius)); it is "
                        + (models == 1 ? "the only model called robust with a number there" : "the best of the \(models) models called robust there"))
            }
        }
    }
}
