// The least l2 distances between images of different classes, over all pairs, exactly. 1 / the least of them is the smallest Lipschitz constant, from
// l2 to the maximum norm, of a function that gives every image its label as a one-hot vector (section 6 of the paper, Table 4).
//
// Pixels are whole numbers in -128...127. A product of at most 1,024 of them has whole partial sums of at most 2^24, which float32 holds exactly in
// any order, so any BLAS gives the same bits. The products of the pieces are added as Int32, and |a - b|^2 = |a|^2 + |b|^2 - 2 a b is exact.

import Classification
public import Tensors

/// The closest pairs of images with different labels.
public struct ClassSeparation: Sendable {
    /// Two images of different classes.
    public struct Pair: Sendable, Equatable, Comparable {
        /// The squared l2 distance of the images, in units of (1/255)^2.
        public let squaredDistance: Int
        /// Their indices, the lower one first.
        public let first: Int, second: Int
        /// Their labels.
        public let firstLabel: Int, secondLabel: Int
        /// The l2 distance of the images, pixels in [0, 1].
        public var distance: Double { Double(squaredDistance).squareRoot() / 255 }
        /// By distance, then by index.
        public static func < (a: Pair, b: Pair) -> Bool {
            (a.squaredDistance, a.first, a.second) < (b.squaredDistance, b.first, b.second)
        }
    }
    /// The closest pairs at a distance above 0, the closest first; at equal distances the pair of lower indices first.
    public let pairs: [Pair]
    /// The number of pairs at distance 0: equal images with different labels.
    public let duplicates: Int

    /// Compares the first `count` images of a split with each other; pixels are rounded to 8 bits, which changes no image that was stored as bytes.
    /// - Parameters:
    ///   - pairs: how many of the closest pairs are kept, at least 1.
    ///   - progress: receives the finished share, 0...1.
    /// - Throws: `Impossible` where there is nothing to compare, or images are too large; what reading the images throws.
    public init(
        _ source: any ImageSource, _ split: Split, count: Int, pairs: Int, on team: Team, progress: (Double) -> Void = { _ in }
    ) throws {
        precondition(count >= 0 && pairs >= 1)
        let blocks = try Block.all(source, split, count: count)
        // Blocks hold one class each, so every pair in a tile counts or none does.
        let tiles = blocks.indices.flatMap { a in (0..<a).filter { blocks[$0].label != blocks[a].label }.map { (blocks[$0], blocks[a]) } }
        guard !tiles.isEmpty else { throw Impossible(description: "the \(count) images have fewer than two different labels") }
        let searches = (0..<team.threads).map { _ in Search(keeping: pairs) }
        for start in stride(from: 0, to: tiles.count, by: Self.together) {
            team.forEach(min(Self.together, tiles.count - start)) { item, thread in
                let (a, b) = tiles[start + item]
                searches[thread].add(a, b)
            }
            progress(Double(min(start + Self.together, tiles.count)) / Double(tiles.count))
        }
        self.pairs = Array(searches.flatMap(\.pairs).sorted().prefix(pairs))
        duplicates = searches.reduce(0) { $0 + $1.duplicates }
    }

    /// Tiles between two reports of progress.
    private static let together = 64

    /// A set without such pairs, or one whose pairs cannot be found exactly.
    public struct Impossible: Error, CustomStringConvertible {
        /// The reason.
        public let description: String
    }
}

/// Images of one class: their indices, ascending, and their pixels less 128, cut into pieces of the product.
private struct Block: Sendable {
    /// Images in a block, at most: two blocks and their products fit into a processor's cache.
    static let size = 1024
    /// Values in a piece, at most: 1,024 products of at most 2^14 add up to at most 2^24.
    static let piece = 1024
    /// Values in an image, at most: a squared distance, 255^2 for each, fits into Int32.
    static let longest = 33_025

    let label: Int, indices: [Int]
    /// [pieces][indices, values of the piece], and the squared norm of each image.
    let pieces: [[Float]], squares: [Int32]

    static func all(_ source: any ImageSource, _ split: Split, count: Int) throws -> [Block] {
        var values: [Int8] = [], labels: [Int] = [], length = 0
        for start in stride(from: 0, to: count, by: 500) {
            let batch = try source(split, Array(start..<min(start + 500, count)))
            length = batch.images.stride
            if length > longest { throw ClassSeparation.Impossible(description: "images of \(length) values are too large: at most \(longest)") }
            if values.isEmpty { values.reserveCapacity(count * length) }
            for (index, value) in batch.images.values.enumerated() {
                guard 0...1 ~= value else {
                    throw ClassSeparation.Impossible(description: "image \(batch.samples[index / length]) has the value \(value), outside [0, 1]")
                }
                values.append(Int8(Int((value * 255).rounded()) - 128))
            }
            labels += batch.labels
        }
        let classes = Dictionary(grouping: labels.indices) { labels[$0] }
        return classes.sorted { $0.key < $1.key }.flatMap { label, indices in
            stride(from: 0, to: indices.count, by: size).map { start in
                Block(label, Array(indices[start..<min(start + size, indices.count)]), values, length: length)
            }
        }
    }

    init(_ label: Int, _ indices: [Int], _ values: [Int8], length: Int) {
        (self.label, self.indices) = (label, indices)
        pieces = stride(from: 0, to: length, by: Self.piece).map { start in
            indices.flatMap { index in values[index * length + start..<index * length + min(start + Self.piece, length)].lazy.map { Float($0) } }
        }
        squares = indices.map { index in
            values[index * length..<(index + 1) * length].reduce(Int32(0)) { $0 &+ Int32($1) &* Int32($1) }
        }
    }
}

/// The closest pairs that one thread has found.
private final class Search {
    private(set) var pairs: [ClassSeparation.Pair] = []
    private(set) var duplicates = 0
    private let kept: Int
    private var products: [Int32] = []
    /// Pairs farther apart are not kept.
    private var farthest = Int32.max

    init(keeping kept: Int) { self.kept = kept }

    func add(_ a: Block, _ b: Block) {
        let rows = a.indices.count, columns = b.indices.count
        multiply(a, b)
        products.withUnsafeBufferPointer { products in
            b.squares.withUnsafeBufferPointer { squares in
                for i in 0..<rows {
                    let row = i * columns
                    var least = Int32.max
                    for j in 0..<columns {
                        let part = squares[j] &- 2 &* products[row + j]
                        least = part < least ? part : least
                    }
                    // Few rows need the second pass.
                    if a.squares[i] &+ least > farthest { continue }
                    for j in 0..<columns { add(a, i, b, j, squaredDistance: a.squares[i] &+ squares[j] &- 2 &* products[row + j]) }
                }
            }
        }
    }

    /// The products of all images of both blocks, [rows of a, rows of b], into `products`.
    private func multiply(_ a: Block, _ b: Block) {
        let rows = a.indices.count, columns = b.indices.count
        products.removeAll(keepingCapacity: true)
        products.append(contentsOf: repeatElement(0, count: rows * columns))
        for (left, right) in zip(a.pieces, b.pieces) {
            let product = MatrixProduct(rows: rows, inner: left.count / rows, columns: columns, transposedRight: true)(left, right)
            products.withUnsafeMutableBufferPointer { sum in
                product.withUnsafeBufferPointer { product in for k in 0..<sum.count { sum[k] &+= Int32(product[k]) } }
            }
        }
    }

    private func add(_ a: Block, _ i: Int, _ b: Block, _ j: Int, squaredDistance: Int32) {
        if squaredDistance == 0 { duplicates += 1 }
        if squaredDistance == 0 || squaredDistance > farthest { return }
        let isOrdered = a.indices[i] < b.indices[j]
        let pair = ClassSeparation.Pair(
            squaredDistance: Int(squaredDistance), first: min(a.indices[i], b.indices[j]), second: max(a.indices[i], b.indices[j]),
            firstLabel: isOrdered ? a.label : b.label, secondLabel: isOrdered ? b.label : a.label)
        pairs.insert(pair, at: pairs.firstIndex { pair < $0 } ?? pairs.count)
        if pairs.count > kept { pairs.removeLast() }
        if pairs.count == kept, let last = pairs.last { farthest = Int32(last.squaredDistance) }
    }
}
