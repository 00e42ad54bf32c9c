import Foundation
import Statistics

/// The formats of numbers, for reading and for storage.
package enum Numbers {
    /// Converts a number from code units (shares are fractions) to a column's unit. Shifts the point of the shortest decimal, so that 0.07 gives
    /// exactly 7.
    static func inUnit(_ value: Double, _ unit: String) -> Double { unit == "percent" ? Double("\(value)e2") ?? value * 100 : value }

    /// A unit as a heading shows it.
    static func sign(_ unit: String) -> String { unit == "percent" ? "%" : unit }

    /// A number in its unit, for reading: per cent with one decimal (two from 1,000 images on), else three digits. An infinite number is a failed
    /// search: greater than the largest radius tried (`beyond`), or than R if that is not known.
    package static func shown(_ value: Double, unit: String, images: Int? = nil, beyond: Double? = nil, digits: Int? = nil) -> String {
        if value == .infinity { return "> " + (beyond.map { shown($0, unit: unit) } ?? "R") }
        if !value.isFinite { return value.isNaN ? "undefined" : "-∞" }
        if let digits { return significant(value, digits) }
        if unit == "percent" { return fixed(value, images ?? 0 >= 1000 ? 2 : 1) }
        let size = abs(value)
        if size == 0 { return "0" }
        if size >= 100_000 || size < 0.001 { return scientific(value) }
        return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : size >= 0.009995 ? 4 : 5)
    }

    /// A difference with its sign.
    static func signed(_ value: Double, unit: String, images: Int? = nil) -> String {
        if value.isInfinite { return value > 0 ? "∞" : "-∞" }
        return (value > 0 ? "+" : "") + shown(value, unit: unit, images: images)
    }

    /// The interval of a difference; an unknown end is infinite.
    static func interval(_ range: ClosedRange<Double>, unit: String, images: Int? = nil) -> String {
        "[\(signed(range.lowerBound, unit: unit, images: images)), \(signed(range.upperBound, unit: unit, images: images))]"
    }

    /// The mean over several seeds with the standard deviation, both in the unit: "23.3 ± 0.4"; for one seed only the number.
    static func shown(_ estimate: Estimate, unit: String, images: Int? = nil) -> String {
        shown(estimate.value, unit: unit, images: images, beyond: estimate.beyond)
            + (estimate.standardDeviation.map { " ± " + shown($0, unit: unit, images: images) } ?? "")
    }

    /// With `digits` significant digits, including trailing zeros; digits before the decimal point are never rounded away.
    private static func significant(_ value: Double, _ digits: Int) -> String {
        // The exponent after rounding: 0.99999 with three digits is 1.00.
        let exponent = Int(String(format: "%.\(digits - 1)e", value).split(separator: "e")[1]) ?? 0
        return exponent < -4 ? scientific(value) : fixed(value, max(0, digits - 1 - exponent))
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        let text = String(format: "%.\(decimals)f", value)
        return text.hasPrefix("-") && !text.contains { "123456789".contains($0) } ? String(text.dropFirst()) : text
    }

    private static func scientific(_ value: Double) -> String {
        let parts = String(format: "%.2e", value).split(separator: "e")
        return parts[0] + "e" + String(Int(parts[1]) ?? 0)
    }

    /// The shortest text that reads back as the same Double.
    static func exact(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    /// Reads a number as a paper prints it: `53.98`, `2.7e-3`, `14.7e-2`, `1,000`, `59.8 %`, `>90`, `≤ 0.5`; nil for anything else.
    package static func printed(_ text: String) -> (relation: Character?, value: Double)? {
        let plain = text.replacing("−", with: "-").filter { !$0.isWhitespace }
        guard let first = plain.first else { return nil }
        let relation: Character? = "><≥≤".contains(first) ? first : nil
        var number = relation == nil ? plain[...] : plain.dropFirst()
        if number.last == "%" { number.removeLast() }
        return decimal(withoutCommas(number) ?? "").map { (relation, $0) }
    }

    /// A finite number in decimal digits; nil for anything else that Swift would read (`inf`, `nan`, hexadecimal digits).
    package static func decimal(_ text: some StringProtocol) -> Double? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Removes commas, which are allowed only between groups of three digits: `53,98` is not a number here.
    private static func withoutCommas(_ text: Substring) -> String? {
        let groups = text.split(separator: ",", omittingEmptySubsequences: false)
        let whole = groups.dropFirst().map { $0.prefix { $0 != "." } }
        guard whole.allSatisfy({ $0.utf8.count == 3 && $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
        return groups.joined()
    }

    /// Half a unit of the last printed digit: 0.005 for `53.98`, 0.05e-3 for `2.7e-3`; nil if it is not a number.
    package static func rounding(_ text: String) -> Double? {
        guard printed(text) != nil else { return nil }
        let parts = text.replacing("−", with: "-").lowercased().split(separator: "e", maxSplits: 1)
        let decimals = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first?.count { $0.isNumber } ?? 0
        let exponent = parts.count > 1 ? Int(parts[1].filter { "+-0123456789".contains($0) }) ?? 0 : 0
        return Double("5e\(exponent - decimals - 1)")
    }
}
