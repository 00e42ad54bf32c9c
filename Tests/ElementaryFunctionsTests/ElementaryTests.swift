import ElementaryFunctions
import Foundation
import SeededNumbers
import Testing

/// A function, libm's version of it, and the ranges where the two are compared. libm's own error is below one ulp.
struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let ours: @Sendable (Double) -> Double
    let reference: @Sendable (Double) -> Double
    let single: @Sendable (Float) -> Float
    let ranges: [ClosedRange<Double>]
    var testDescription: String { name }
}

let cases: [Case] = [
    Case(
        name: "exp", ours: { Elementary.exp($0) }, reference: { Foundation.exp($0) }, single: { Elementary.exp($0) },
        ranges: [-1e-9...1e-9, -1...1, -20...20, -745...709, -708 ... -700]),
    Case(
        name: "expm1", ours: { Elementary.expm1($0) }, reference: { Foundation.expm1($0) }, single: { Elementary.expm1($0) },
        ranges: [-1e-9...1e-9, -1...1, -45...45, -50...709]),
    Case(
        name: "log", ours: { Elementary.log($0) }, reference: { Foundation.log($0) }, single: { Elementary.log($0) },
        ranges: [0...1e-300, 0...1e-3, 0.5...2, 0.99...1.01, 0...1e6, 0...1e300]),
    Case(
        name: "log1p", ours: { Elementary.log1p($0) }, reference: { Foundation.log1p($0) }, single: { Elementary.log1p($0) },
        ranges: [-1e-9...1e-9, -0.999...1, -0.01...0.01, 0...1e30]),
    Case(
        name: "log10", ours: { Elementary.log10($0) }, reference: { Foundation.log10($0) }, single: { Elementary.log10($0) },
        ranges: [0...1e-300, 0.5...2, 0.99...1.01, 0...1e6, 0...1e300]),
    Case(
        name: "tanh", ours: { Elementary.tanh($0) }, reference: { Foundation.tanh($0) }, single: { Elementary.tanh($0) },
        ranges: [-1e-9...1e-9, -1...1, 0.62...0.63, -25...25]),
    Case(
        name: "atanh", ours: { Elementary.atanh($0) }, reference: { Foundation.atanh($0) }, single: { Elementary.atanh($0) },
        ranges: [-1e-9...1e-9, -0.2...0.2, -1...1, 0.9999...1]),
    Case(
        name: "sin", ours: { Elementary.sin($0) }, reference: { Foundation.sin($0) }, single: { Elementary.sin($0) },
        ranges: [-1e-9...1e-9, -1...1, -10...10, 3.14159...3.1416, -1e6...1e6, 0...0x1p40]),
    Case(
        name: "cos", ours: { Elementary.cos($0) }, reference: { Foundation.cos($0) }, single: { Elementary.cos($0) },
        ranges: [-1e-9...1e-9, -1...1, -10...10, 1.5707...1.5709, -1e6...1e6, 0...0x1p40]),
]

/// The distance of two results in units in the last place of the reference; 0 for the same special value.
func ulps(_ value: Double, _ reference: Double) -> Double {
    if value == reference || value.isNaN && reference.isNaN { return 0 }
    guard value.isFinite, reference.isFinite else { return .infinity }
    return abs(value - reference) / reference.ulp
}

/// Half the samples evenly spaced, half drawn: both ends are among them.
func samples(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    var generator = Seeded(7)
    return (0...count).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count) }.map {
        min(max($0, range.lowerBound), range.upperBound)
    } + (0..<count).map { _ in Double.random(in: range, using: &generator) }
}

@Suite struct ElementaryTests {
    /// 2 ulp are promised, and libm, the reference, may be off by one itself; no function comes close to the limit.
    static let promised = 2.0

    @Test(arguments: cases) func `agrees with libm`(_ function: Case) {
        for range in function.ranges {
            var worst = 0.0, place = 0.0
            for x in samples(range, 50_000) {
                let error = ulps(function.ours(x), function.reference(x))
                if error > worst { (worst, place) = (error, x) }
            }
            #expect(worst <= Self.promised, "\(function.name)(\(place)) in \(range) is off by \(worst) ulp")
        }
    }

    /// Rounded once from Double: it differs from the correctly rounded value in about one of 2^28 cases.
    @Test(arguments: cases) func `Float is the rounded Double`(_ function: Case) {
        for range in function.ranges {
            for x in samples(range, 5_000).map({ Float($0) }) {
                let ours = function.single(x), reference = Float(function.reference(Double(x)))
                let same = ours == reference || ours.isNaN && reference.isNaN
                #expect(same, "\(function.name)(\(x)) = \(ours), expected \(reference)")
            }
        }
    }

    /// Neighbouring arguments, across every border between two formulas.
    @Test(arguments: [
        ("exp", [0, 0.34657359027997264, 1.0397207708399179, -0.34657359027997264, 700]), ("log", [0.7071067811865476, 1, 1.4142135623730951, 2]),
        ("tanh", [0, 0.625, 19]), ("atanh", [0.1715728752538099, 0.5, 0.9]), ("expm1", [0, 0x1p-54, 0.34657359027997264]),
        ("log1p", [0, 0.41421356, 1]), ("log10", [0.7071067811865476, 1, 10, 1000]),
    ])
    func `never falls where the function rises`(_ name: String, _ places: [Double]) throws {
        let function = try #require(cases.first { $0.name == name })
        for place in places {
            // Steps of 64 ulp: more than the allowed error, so a decrease is a jump between formulas, not rounding.
            var x = place - 2_000 * 64 * max(place.ulp, 0x1p-1000), last = function.ours(x)
            for _ in 0..<4_000 {
                x += 64 * max(place.ulp, 0x1p-1000)
                let value = function.ours(x)
                #expect(value >= last || x <= 0 && name.hasPrefix("log") && name != "log1p", "\(name) falls at \(x)")
                last = value
            }
        }
    }

    @Test(arguments: cases) func `special values are those of IEEE 754`(_ function: Case) {
        let least = Double.leastNonzeroMagnitude
        for x in [0, -0.0, 1, -1, .infinity, -.infinity, .nan, least, -least, 710, -746, 0x1p-1030, .greatestFiniteMagnitude] {
            if x.magnitude > Elementary.largestAngle && ["sin", "cos"].contains(function.name) {
                #expect(function.ours(x).isNaN)
                continue
            }
            let ours = function.ours(x), reference = function.reference(x)
            #expect(ulps(ours, reference) <= 1, "\(function.name)(\(x)) = \(ours), expected \(reference)")
            if ours == 0 { #expect(ours.sign == reference.sign, "\(function.name)(\(x)) has the wrong zero") }
        }
    }

    @Test func `pow agrees with libm`() {
        var generator = Seeded(11), worst = 0.0
        for _ in 0..<100_000 {
            let x = Foundation.exp(Double.random(in: -700...700, using: &generator))
            let y = Double.random(in: -1...1, using: &generator) * 740 / max(Foundation.log(x).magnitude, 0.1)
            worst = max(worst, ulps(Elementary.pow(x, y), Foundation.pow(x, y)))
            let near = Double.random(in: 0.9...1.1, using: &generator), power = Double.random(in: -3_000...3_000, using: &generator)
            worst = max(worst, ulps(Elementary.pow(near, power), Foundation.pow(near, power)))
        }
        #expect(worst <= Self.promised)
    }

    @Test func `pow has every special value`() {
        let values = [0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 3, -3, 0x1p53, .infinity, -.infinity, .nan, 0x1p-1030, 1e308, -1e308]
        for x in values {
            for y in values {
                let ours = Elementary.pow(x, y), reference = Foundation.pow(x, y)
                #expect(ulps(ours, reference) <= 1, "pow(\(x), \(y)) = \(ours), expected \(reference)")
                if ours == 0 { #expect(ours.sign == reference.sign, "pow(\(x), \(y)) has the wrong zero") }
            }
        }
        #expect(Elementary.pow(Float(2), 0.5) == Float(2).squareRoot())
    }

    @Test func `whole powers are exact`() {
        var ten = 1.0
        for n in 0...22 {
            #expect(Elementary.log10(ten) == Double(n))
            #expect(Elementary.pow(10, Double(n)) == ten)
            ten *= 10
        }
        for n in -1074...1023 { #expect(Elementary.pow(2, Double(n)) == Double(sign: .plus, exponent: n, significand: 1)) }
    }

    /// Recorded from the first version: a change of any bit is a change of the project's numbers.
    @Test func `the bits stay`() {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ bits: UInt64) { digest = (digest ^ bits) &* 0x100_0000_01B3 ^ (digest >> 29) }
        for function in cases {
            for range in function.ranges {
                for x in samples(range, 500) {
                    let value = function.ours(x)
                    if !value.isNaN { add(value.bitPattern) }
                }
            }
        }
        var generator = Seeded(3)
        for _ in 0..<1_000 {
            let x = Double.random(in: 0...9, using: &generator), y = Double.random(in: -9...9, using: &generator)
            add(Elementary.pow(x, y).bitPattern)
            add(Elementary.gaussian(x / 9, (y + 9) / 18).bitPattern)
        }
        #expect(digest == 7_825_884_607_807_015_597, "digest \(digest)")
    }

    @Test func `Gaussian draws have the moments of a standard normal`() {
        var generator = Seeded(5), sums = [0.0, 0, 0, 0], beyond = 0
        let count = 400_000
        for _ in 0..<count {
            let x = Elementary.gaussian(Double.random(in: 0x1p-53...1, using: &generator), Double.random(in: 0..<1, using: &generator))
            for power in 0..<4 { sums[power] += Foundation.pow(x, Double(power + 1)) }
            if x.magnitude > 2 { beyond += 1 }
        }
        // Five standard errors of each mean: sqrt(variance / count) with variances 1, 2, 15, 96.
        for (power, (moment, variance)) in [(0.0, 1.0), (1, 2), (0, 15), (3, 96)].enumerated() {
            let error = sums[power] / Double(count) - moment
            #expect(error.magnitude < 5 * (variance / Double(count)).squareRoot(), "moment \(power + 1) is off by \(error)")
        }
        #expect((Double(beyond) / Double(count) - 0.0455).magnitude < 0.002)  // P(|x| > 2), six standard errors
        #expect(Elementary.gaussian(0.5, 0.25) == 0)
        #expect(Elementary.gaussian(1.0, 0.3) == 0)
    }
}
