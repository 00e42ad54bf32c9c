import ElementaryFunctions

/// The declaration of an axis: title, scale and, unless it follows from the data, range.
public struct AxisSpec: Sendable, Equatable {
    /// Equal steps, or equal factors.
    public enum Scale: String, Sendable, CaseIterable { case linear, log10 }
    /// The text next to the axis; may be empty.
    public var title: String
    /// Linear or logarithmic.
    public var scale: Scale
    /// The ends of the axis; nil where they follow from the data.
    public var range: ClosedRange<Double>?
    /// An axis. A range that is empty, or not positive on a logarithmic axis, is ignored when drawn.
    public init(_ title: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
        (self.title, self.scale, self.range) = (title, scale, range)
    }
}

/// A scale with its ends and its ticks.
public struct Axis: Sendable, Equatable {
    /// A place on the axis.
    public struct Tick: Sendable, Equatable {
        /// In the units of the data.
        public var value: Double
        /// Empty at a minor tick.
        public var label: String
    }
    /// Linear or logarithmic.
    public let scale: AxisSpec.Scale
    /// The ends, in the units of the data.
    public let range: ClosedRange<Double>
    /// The ticks in ascending order.
    public let ticks: [Tick]

    /// No axis reaches further, so that no difference and no product of its numbers overflows.
    private static let farthest = 1e300, nearest = 1e-300

    /// The axis of `spec` for these values. Values beyond 1e300, and on a logarithmic axis those below 1e-300, are ignored; a range that is
    /// empty or reaches beyond these limits is ignored.
    /// - Parameter labels: the approximate number of labels that fit.
    public init(_ spec: AxisSpec, values: [Double], labels: Int = 6) {
        scale = spec.scale
        func fits(_ value: Double) -> Bool { abs(value) <= Axis.farthest && (spec.scale == .linear || value >= Axis.nearest) }
        let asked = spec.range.flatMap { fits($0.lowerBound) && fits($0.upperBound) && Axis.areApart($0) ? $0 : nil }
        let found = asked ?? Axis.range(of: values.filter(fits), spec.scale)
        switch spec.scale {
        case .linear:
            let step = Axis.step(found.upperBound - found.lowerBound, labels)
            let whole = asked ?? Axis.outwards(found, step.size)
            (range, ticks) = (whole, Axis.linear(whole, step))
        case .log10: (range, ticks) = (found, Axis.logarithmic(found, labels))
        }
    }

    /// The position of a value between the ends: 0 at the lower, 1 at the upper, outside 0...1 beyond them; nil if it has no place on a logarithmic
    /// axis.
    public func position(_ value: Double) -> Double? {
        switch scale {
        case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        case .log10 where value > 0:
            Axis.decades(from: range.lowerBound, to: value) / Axis.decades(from: range.lowerBound, to: range.upperBound)
        case .log10: nil
        }
    }

    /// The decimal logarithm of a quotient that may overflow or underflow a Double.
    private static func decades(from low: Double, to value: Double) -> Double {
        let quotient = value / low
        return quotient.isNormal ? Elementary.log10(quotient) : Elementary.log10(value) - Elementary.log10(low)
    }

    /// True if ticks fit between the ends of a range: a Double resolves no more than about 1e-16 of its size.
    private static func areApart(_ range: ClosedRange<Double>) -> Bool {
        range.upperBound - range.lowerBound > max(abs(range.lowerBound), abs(range.upperBound)) * 1e-10
    }

    private static func range(of values: [Double], _ scale: AxisSpec.Scale) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max() else { return scale == .linear ? 0...1 : 0.1...1 }
        if areApart(low...high) { return low...high }
        let margin = max(1, abs(low) / 1000)
        return scale == .log10 ? max(nearest, low / 2)...min(farthest, high * 2) : low - margin...high + margin
    }

    /// The range extended to the next ticks.
    private static func outwards(_ range: ClosedRange<Double>, _ step: Double) -> ClosedRange<Double> {
        (range.lowerBound / step).rounded(.down) * step...(range.upperBound / step).rounded(.up) * step
    }

    /// A whole power of ten, exact where a Double can be: no logarithm decides a label.
    static func power(of exponent: Int) -> Double { Double("1e\(exponent)")! }

    /// A step of 1, 2 or 5 times a power of ten, and the number of parts into which minor ticks divide it.
    private static func step(_ length: Double, _ labels: Int) -> (size: Double, mantissa: Int, exponent: Int, parts: Int) {
        for exponent in -300...300 {
            for (mantissa, parts) in [(1, 5), (2, 4), (5, 5)] where Double(mantissa) * power(of: exponent) * Double(labels) >= length {
                return (Double(mantissa) * power(of: exponent), mantissa, exponent, parts)
            }
        }
        preconditionFailure("the range of an axis is a number: \(length)")
    }

    private static func linear(_ range: ClosedRange<Double>, _ step: (size: Double, mantissa: Int, exponent: Int, parts: Int)) -> [Tick] {
        let minor = step.size / Double(step.parts), slack = minor * 1e-6
        let first = Int(((range.lowerBound - slack) / minor).rounded(.up)), last = Int(((range.upperBound + slack) / minor).rounded(.down))
        return (first...max(first, last)).map { index in
            let major = index.isMultiple(of: step.parts), count = index / step.parts * step.mantissa
            let value = step.exponent < 0 ? Double(count) / power(of: -step.exponent) : Double(count) * power(of: step.exponent)
            return major ? Tick(value: value, label: decimal(count, step.exponent)) : Tick(value: Double(index) * minor, label: "")
        }
    }

    /// `count` times ten to `exponent`, written out; beyond six places as a power.
    static func decimal(_ count: Int, _ exponent: Int) -> String {
        if count == 0 { return "0" }
        let sign = count < 0 ? "−" : "", digits = String(abs(count))
        if exponent >= 0 { return exponent > 5 ? sign + digits + "·10" + raised(exponent) : sign + digits + String(repeating: "0", count: exponent) }
        if exponent < -6 { return sign + digits + "·10" + raised(exponent) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
        return sign + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
    }

    private static func raised(_ exponent: Int) -> String {
        let signs = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return (exponent < 0 ? "⁻" : "") + String(String(abs(exponent)).map { signs[$0.wholeNumberValue!] })
    }

    /// Labels at every 1 to 9, else at 1, 2 and 5, else at whole decades, whichever fits first; if there are too many decades, at every second, third
    /// and so on. A range within one decade that holds fewer than two of these is divided like a linear axis.
    private static func logarithmic(_ range: ClosedRange<Double>, _ labels: Int) -> [Tick] {
        let slack = 1e-9, low = range.lowerBound * (1 - slack), high = range.upperBound * (1 + slack)
        let steps: [(mantissa: Int, exponent: Int, value: Double)] = (-301...300).filter { power(of: $0 + 1) >= low && power(of: $0) <= high }.flatMap
        { exponent in
            (1...9).map { mantissa in
                (mantissa, exponent, exponent < 0 ? Double(mantissa) / power(of: -exponent) : Double(mantissa) * power(of: exponent))
            }
        }.filter { $0.value >= low && $0.value <= high }
        let sets: [Set<Int>] = [Set(1...9), [1, 2, 5]]
        let mantissas = sets.first { set in (2...labels + 1).contains(steps.count { set.contains($0.mantissa) }) } ?? [1]
        let decades = steps.count { $0.mantissa == 1 }, every = mantissas.count > 1 ? 1 : interval(decades, labels)
        let plain = mantissas.count > 1 || steps.allSatisfy { (-3...3).contains($0.exponent) }
        let ticks = steps.filter { every == 1 || $0.mantissa == 1 }.map { step in
            let labelled = mantissas.contains(step.mantissa) && step.exponent.isMultiple(of: every)
            let label = plain ? decimal(step.mantissa, step.exponent) : "10" + raised(step.exponent)
            return Tick(value: step.value, label: labelled ? label : "")
        }
        let labelled = ticks.filter { !$0.label.isEmpty }
        if labelled.count < 2 { return linear(range, step(range.upperBound - range.lowerBound, labels)) }
        return every > 10 ? labelled : ticks  // a hundred unlabelled decades would be a grey area
    }

    /// The number of decades from one label to the next: a round number above ten.
    private static func interval(_ decades: Int, _ labels: Int) -> Int {
        let least = max(1, (decades + labels - 1) / labels)
        return least <= 10 ? least : [20, 50, 100, 200].first { $0 >= least } ?? 500
    }
}
