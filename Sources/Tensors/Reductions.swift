// Reductions to one number: 16 partial sums, by index mod 16, folded in one fixed tree, so that the bits do not depend on machine, vector width or
// batch. Multiply and add are separate: without an FMA unit a fused operation is a slow library call. NaN propagates: through sums naturally, through
// maxima by compare-and-select.

/// Sums, dot products and maxima of rows, with the same bits everywhere.
package enum Reductions {
    /// The numbers of one row.
    package typealias Row = UnsafeBufferPointer<Float>

    /// sum_i |x_i|
    package static func sumOfMagnitudes(_ x: Row) -> Float { sum(x) { $0.replacing(with: -$0, where: $0 .< 0) } }

    /// sum_i x_i^2
    package static func sumOfSquares(_ x: Row) -> Float { sum(x) { $0 * $0 } }

    /// sum_i (x_i / scale)^2
    package static func sumOfSquares(_ x: Row, scale: Float) -> Float { sum(x) { ($0 / scale) * ($0 / scale) } }

    /// sum_i x_i y_i
    package static func dot(_ x: Row, _ y: Row) -> Float {
        precondition(x.count == y.count)
        var sums = SIMD16<Float>.zero, start = 0
        while start + 16 <= x.count {
            sums += block(x, start) * block(y, start)
            start += 16
        }
        if start < x.count { sums += rest(x, start) * rest(y, start) }
        return fold(sums)
    }

    /// max_i |x_i|; NaN if one is.
    package static func largestMagnitude(_ x: Row) -> Float {
        var peaks = SIMD16<Float>.zero, start = 0
        func take(_ values: SIMD16<Float>) {
            let sizes = values.replacing(with: -values, where: values .< 0)
            peaks.replace(with: sizes, where: (sizes .> peaks) .| (sizes .!= sizes))
        }
        while start + 16 <= x.count {
            take(block(x, start))
            start += 16
        }
        if start < x.count { take(rest(x, start)) }
        return (0..<16).reduce(Float(0)) { peaks[$1] > $0 || peaks[$1].isNaN ? peaks[$1] : $0 }
    }

    /// ||x - y|| of two stored rows, in Double.
    package static func distance(_ x: Row, _ y: Row, _ norm: Norm) -> Double {
        precondition(x.count == y.count)
        var partial = (SIMD8<Double>.zero, SIMD8<Double>.zero), start = 0
        func take(_ a: SIMD16<Float>, _ b: SIMD16<Float>) {
            let low = SIMD8<Double>(a.lowHalf) - SIMD8<Double>(b.lowHalf), high = SIMD8<Double>(a.highHalf) - SIMD8<Double>(b.highHalf)
            switch norm {
            case .l2:
                partial.0 += low * low
                partial.1 += high * high
            case .l1:
                partial.0 += low.replacing(with: -low, where: low .< 0)
                partial.1 += high.replacing(with: -high, where: high .< 0)
            case .linf:
                let (u, v) = (low.replacing(with: -low, where: low .< 0), high.replacing(with: -high, where: high .< 0))
                partial.0.replace(with: u, where: (u .> partial.0) .| (u .!= u))
                partial.1.replace(with: v, where: (v .> partial.1) .| (v .!= v))
            }
        }
        while start + 16 <= x.count {
            take(block(x, start), block(y, start))
            start += 16
        }
        if start < x.count { take(rest(x, start), rest(y, start)) }
        if norm == .linf {
            return (0..<8).flatMap { [partial.0[$0], partial.1[$0]] }.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
        }
        let eight = partial.0 + partial.1, four = eight.lowHalf + eight.highHalf, two = four.lowHalf + four.highHalf
        return norm == .l2 ? (two[0] + two[1]).squareRoot() : two[0] + two[1]
    }

    @inline(__always) private static func sum(_ x: Row, _ term: (SIMD16<Float>) -> SIMD16<Float>) -> Float {
        var sums = SIMD16<Float>.zero, start = 0
        while start + 16 <= x.count {
            sums += term(block(x, start))
            start += 16
        }
        if start < x.count { sums += term(rest(x, start)) }
        return fold(sums)
    }

    @inline(__always) private static func fold(_ sums: SIMD16<Float>) -> Float {
        let eight = sums.lowHalf + sums.highHalf, four = eight.lowHalf + eight.highHalf, two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }
    @inline(__always) private static func block(_ x: Row, _ start: Int) -> SIMD16<Float> {
        UnsafeRawPointer(x.baseAddress! + start).loadUnaligned(as: SIMD16<Float>.self)
    }
    private static func rest(_ x: Row, _ start: Int) -> SIMD16<Float> {
        var values = SIMD16<Float>.zero
        for index in start..<x.count { values[index - start] = x[index] }
        return values
    }
}
