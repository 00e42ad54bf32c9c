import Tensors

/// `count` numbers in [-1, 1), determined by the name.
func numbers(_ count: Int, _ name: String, _ low: Float = -1, _ high: Float = 1) -> [Float] {
    var stream = RandomSource(seed: 1)(name).stream(sample: 0)
    return (0..<count).map { _ in stream.uniform(low, high) }
}

/// ||a - b|| / ||b||, NaN if a number is.
func distance(_ a: [Float], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "\(a.count) numbers against \(b.count)")
    let difference = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }, size = b.reduce(0) { $0 + $1 * $1 }
    return difference == 0 ? 0 : (difference / size).squareRoot()
}
func distance(_ a: [Float], _ b: [Float]) -> Double { distance(a, b.map(Double.init)) }

/// Bit patterns, to compare for "the same bits": 0 and -0 differ, NaN equals itself. A failure shows a hash, not thousands of numbers.
struct Bits: Equatable, CustomStringConvertible {
    let patterns: [UInt32]
    var description: String {
        let hash = patterns.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "\(patterns.count) numbers, hash \(String(hash, radix: 16))"
    }
}
func bits(_ values: [Float]) -> Bits { Bits(patterns: values.map(\.bitPattern)) }
