import Foundation
import Reports

/// A number that can be computed exactly rounds to the printed one.
struct DigitsOfExactResults: ErrataRule {
    var name: String { "digits of an exact number" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.exact.compactMap { exact in
            guard let (_, value) = Numbers.printed(exact.printed), let half = Numbers.rounding(exact.printed) else { return nil }
            guard abs(exact.value - value) > half * (1 + 1e-9) else { return nil }
            return Erratum(
                exact.place, exact.printed, exact.source, String(format: "%.5g", exact.value),
                "computed exactly; it does not round to what is printed")
        }
    }
}
