extension Pixels {
    /// The pixels in which two pictures of one size differ.
    public struct Difference: Sendable, Equatable {
        /// The number of pixels that differ, and of all pixels.
        public let count: Int, total: Int
        /// The largest difference of a colour value, in 0...255.
        public let largest: Int
        /// The later picture, faded, with the pixels that differ in a dark blue.
        public let picture: Pixels
    }

    /// The difference from an earlier picture; nil if their sizes differ.
    public func difference(from earlier: Pixels) -> Difference? {
        guard (width, height) == (earlier.width, earlier.height) else { return nil }
        var count = 0, largest = 0, shown = values.map { UInt8(191 + Int($0) / 4) }
        for pixel in 0..<width * height {
            let gaps = (3 * pixel..<3 * pixel + 3).map { abs(Int(values[$0]) - Int(earlier.values[$0])) }
            guard let gap = gaps.max(), gap > 0 else { continue }
            count += 1
            largest = max(largest, gap)
            (shown[3 * pixel], shown[3 * pixel + 1], shown[3 * pixel + 2]) = (0, 60, 150)
        }
        return Difference(count: count, total: width * height, largest: largest, picture: Pixels(width: width, height: height, values: shown))
    }
}
