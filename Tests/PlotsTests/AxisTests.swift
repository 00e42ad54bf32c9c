import ElementaryFunctions
import Plots
import Testing

/// Ranges over many sizes and places, the same in every run.
private let ranges: [ClosedRange<Double>] = {
    var state: UInt64 = 7
    func draw() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / 9_007_199_254_740_992
    }
    return (0..<400).map { _ in
        let size = Elementary.pow(10, draw() * 8 - 4), low = (draw() - 0.5) * 4 * size
        return low...low + size
    }
}()

/// The number on a label; nil if the label is not a number.
private func number(_ label: String) -> Double? {
    var text = label.replacing("−", with: "-")
    let raised = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    guard let start = text.firstIndex(where: { raised.contains($0) || $0 == "⁻" }) else { return Double(text) }
    let exponent = text[start...].map { raised.firstIndex(of: $0).map(String.init) ?? "-" }.joined()
    text = String(text[..<start])
    guard text.hasSuffix("10") else { return nil }
    let mantissa = text.hasSuffix("·10") ? String(text.dropLast(3)) : "1"
    return Double("\(mantissa)e\(exponent)")
}

@Suite struct AxisTests {
    @Test(arguments: ranges) func linearTicks(range: ClosedRange<Double>) throws {
        let axis = Axis(AxisSpec("x"), values: [range.lowerBound, range.upperBound])
        let major = axis.ticks.filter { !$0.label.isEmpty }
        #expect((3...9).contains(major.count))
        #expect(axis.range.lowerBound <= range.lowerBound && axis.range.upperBound >= range.upperBound)
        #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
        #expect(Set(major.map(\.label)).count == major.count)
        for tick in major {
            #expect(number(tick.label) == tick.value, "\(tick.label) is not \(tick.value)")  // the label is exactly the value
            let position = try #require(axis.position(tick.value))
            #expect(position > -1e-9 && position < 1 + 1e-9)
        }
        let decimals: [Int] = major.filter { $0.label.contains(".") }.map { $0.label.split(separator: ".")[1].count }
        #expect(Set(decimals).count <= 1)
    }

    @Test(arguments: ranges) func logarithmicTicks(range: ClosedRange<Double>) throws {
        let size = range.upperBound - range.lowerBound
        for spread in [3.0, 40, 1e4, 1e10] {
            let whole = size...size * spread
            let axis = Axis(AxisSpec("x", scale: .log10), values: [whole.lowerBound, whole.upperBound, 0, -1, .infinity])
            #expect(axis.range == whole)
            let major = axis.ticks.filter { !$0.label.isEmpty }
            #expect((2...8).contains(major.count), "spread \(spread)")
            #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
            for tick in major { #expect(number(tick.label) == tick.value, "\(tick.label) is not \(tick.value)") }
        }
    }

    @Test func labelsReadAsInAPaper() {
        func labels(_ spec: AxisSpec, _ values: [Double] = []) -> [String] { Axis(spec, values: values).ticks.map(\.label).filter { !$0.isEmpty } }
        #expect(labels(AxisSpec("", range: 0...100)) == ["0", "20", "40", "60", "80", "100"])
        #expect(labels(AxisSpec("", range: -1...1)) == ["−1.0", "−0.5", "0", "0.5", "1.0"])
        #expect(labels(AxisSpec("", scale: .log10, range: 0.01...2)) == ["0.01", "0.1", "1"])
        #expect(labels(AxisSpec("", scale: .log10, range: 0.1...2)) == ["0.1", "0.2", "0.5", "1", "2"])
        #expect(labels(AxisSpec("", scale: .log10, range: 1e-8...100)) == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"])
        #expect(labels(AxisSpec(""), [3, 3]) == ["2.0", "2.5", "3.0", "3.5", "4.0"])
        #expect(labels(AxisSpec(""), []).first == "0")
    }

    /// Any two numbers, as the ends of an axis or as its data, do not trap and give a readable number of ticks.
    @Test(arguments: AxisSpec.Scale.allCases) func noNumbersBreakAnAxis(scale: AxisSpec.Scale) {
        let numbers: [Double] = [
            0, .leastNonzeroMagnitude, 1e-307, 1e-300, 1e-200, 1e-17, 0.1, 1, 1.0.nextUp, 1 + 1e-9, 3.3, 3.4, 1e17, 1e200, 1e300, 1e308,
            .greatestFiniteMagnitude,
            .infinity, .nan,
        ]
        let signed = numbers + numbers.map { -$0 }
        for low in signed {
            for high in signed {
                for spec in [AxisSpec("", scale: scale), AxisSpec("", scale: scale, range: low <= high ? low...high : nil)] {
                    let axis = Axis(spec, values: [low, high])
                    let labelled = axis.ticks.filter { !$0.label.isEmpty }
                    #expect(axis.range.lowerBound < axis.range.upperBound && axis.range.upperBound.isFinite, "\(low) to \(high)")
                    #expect((1...20).contains(labelled.count) && axis.ticks.count <= 110, "\(low) to \(high): \(axis.ticks.count) ticks")
                    #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { $0.value < $1.value }, "\(low) to \(high)")
                    for tick in axis.ticks {
                        let position = axis.position(tick.value) ?? .nan
                        #expect(position > -1e-6 && position < 1 + 1e-6, "\(low) to \(high): \(tick.value) at \(position)")
                    }
                    for value in signed { _ = axis.position(value) }
                }
            }
        }
    }

    @Test func anAxisOverFourHundredDecadesHasFewTicks() throws {
        let axis = Axis(AxisSpec("", scale: .log10, range: 1e-200...1e200), values: [])
        #expect(axis.ticks.map(\.label) == ["10⁻²⁰⁰", "10⁻¹⁰⁰", "10⁰", "10¹⁰⁰", "10²⁰⁰"])
        #expect(axis.ticks.map { axis.position($0.value) ?? .nan } == [0, 0.25, 0.5, 0.75, 1])
    }

    @Test func aLogarithmicAxisWithinADecadeHasTicks() {
        let axis = Axis(AxisSpec("", scale: .log10, range: 3.3...3.4), values: [])
        #expect(axis.ticks.filter { !$0.label.isEmpty }.map(\.label) == ["3.30", "3.32", "3.34", "3.36", "3.38", "3.40"])
    }

    @Test func logarithmicPositions() throws {
        let axis = Axis(AxisSpec("", scale: .log10, range: 0.01...100), values: [])
        #expect(axis.position(0.01) == 0 && axis.position(100) == 1)
        #expect(abs(try #require(axis.position(1)) - 0.5) < 1e-15)
        #expect(axis.position(0) == nil && axis.position(-1) == nil)
    }
}
