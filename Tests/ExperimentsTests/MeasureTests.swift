import Declarations
import Experiments
import Foundation
import Records
import Statistics
import Testing

/// Measures on made-up rows with known answers.
@Suite struct MeasureTests {
    /// Rows of an attack with these least distances, which looked up to `tried`.
    private func rows(_ distances: [Double], tried: Double = 1) -> Rows {
        Rows(
            columns: ["distance", "tried", "totalQueries"],
            Dictionary(uniqueKeysWithValues: distances.enumerated().map { ($0, [$1, tried, 7]) }))
    }

    /// A distance that is the radius to within the rounding of a stored image counts: the attack's own check counted it too.
    @Test func theSlackOfAnErrorRateIsThatOfTheBall() throws {
        var measure = ErrorRate()
        measure.within = Fraction(100, 255)
        let radius = 100.0 / 255
        guard case .number(let rate) = try measure([rows([radius * (1 + 5e-7), radius * (1 + 2e-6), 0, .infinity])]) else { throw Unexpected() }
        #expect(rate.value == 0.5)
    }

    /// A failed search says how far it looked, not how far the others had to go.
    @Test func aCensoredMedianIsBeyondTheRadiusTried() throws {
        guard case .number(let median) = try Median()([rows([0.1, 2, .infinity, .infinity, .infinity], tried: 55.4)]) else { throw Unexpected() }
        #expect(median.value == .infinity && median.beyond == 55.4)
    }

    struct Unexpected: Error {}
}
