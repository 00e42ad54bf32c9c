// Every declared number has a range, checked by `validate`, so that no sum or product of them overflows and no loop is endless.

import Declarations

extension ClosedRange<Int> {
    /// Throws `Invalid` for a value outside.
    func check(_ key: String, _ value: Int) throws {
        if !contains(value) { throw Invalid(key, expected: "a whole number from \(lowerBound) to \(upperBound)") }
    }
}

extension ClosedRange<Double> {
    /// Throws `Invalid` for a value outside.
    func check(_ key: String, _ value: Fraction) throws {
        if !contains(value.value) { throw Invalid(key, expected: "a number from \(lowerBound) to \(upperBound)") }
    }
}
