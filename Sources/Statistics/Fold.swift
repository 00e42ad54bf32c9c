/// Computes the statistic of a resample from how often each image was drawn, without building or sorting the resample.
struct Fold {
    private enum Method {
        /// The sum of the finite values over n; infinite if an infinite one was drawn.
        case mean(values: [Double], infinite: [Int])
        /// The value at which the draws, counted in the order of `images`, exceed `passed`.
        case walk(images: [Int32], values: [Double], passed: Int32)
    }
    private let method: Method, images: Int

    /// The next multiple of four.
    static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

    /// Prepares resamples of this sample; the statistic must not be the maximum.
    init(_ sample: [Double], of statistic: Statistic) {
        images = sample.count
        guard let level = statistic.level else {
            let finite = sample.map { $0.isFinite ? $0 : 0 } + [Double](repeating: 0, count: Fold.padded(sample.count) - sample.count)
            method = .mean(values: finite, infinite: sample.indices.filter { !sample[$0].isFinite })
            return
        }
        // Count from the nearer end: a median passes half of the images, a 99 % quantile one in a hundred.
        let rank = quantileRank(level, of: sample.count), fromTop = level > 0.5
        let order = sample.indices.sorted { fromTop ? sample[$0] > sample[$1] : sample[$0] < sample[$1] }
        method = .walk(images: order.map(Int32.init), values: order.map { sample[$0] }, passed: Int32(fromTop ? sample.count - rank : rank - 1))
    }

    /// - Parameter counts: [padded n] how often each image was drawn, n draws in all.
    func callAsFunction(_ counts: UnsafeBufferPointer<Int32>) -> Double {
        switch method {
        case .mean(let values, let infinite):
            if infinite.contains(where: { counts[$0] > 0 }) { return .infinity }
            // Four sums in a fixed order: a single one would be limited by the latency of addition.
            var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
            for i in stride(from: 0, to: values.count, by: 4) {
                a += values[i] * Double(counts[i])
                b += values[i + 1] * Double(counts[i + 1])
                c += values[i + 2] * Double(counts[i + 2])
                d += values[i + 3] * Double(counts[i + 3])
            }
            return (a + b + (c + d)) / Double(images)
        case .walk(let images, let values, let passed):
            var drawn: Int32 = 0
            for (position, image) in images.enumerated() {
                drawn &+= counts[Int(image)]
                if drawn > passed { return values[position] }
            }
            preconditionFailure("as many draws as images")
        }
    }
}
