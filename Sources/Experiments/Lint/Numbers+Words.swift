import Declarations
import Foundation

/// A computed number in a sentence: three significant digits.
func words(_ value: Double) -> String { String(format: "%.3g", value) }

/// A share in a sentence, in per cent.
func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

/// Bounds in a sentence.
func words(_ range: ClosedRange<Double>, _ form: (Double) -> String = { words($0) }) -> String {
    "\(form(range.lowerBound)) to \(form(range.upperBound))"
}

/// A radius in a sentence, as papers write it: `8/255`, `0.1`.
func words(_ radius: Fraction) -> String {
    radius.denominator > 1 && 255 % radius.denominator == 0 ? "\(radius.numerator * (255 / radius.denominator))/255" : words(radius.value)
}
