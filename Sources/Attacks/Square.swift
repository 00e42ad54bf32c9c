// Random search that reads the logits' margin and no gradient (Andriushchenko et al. 2020, arXiv:1912.00049, algorithms 1 to 3, with the details of
// the authors' code). It starts from stripes (linf) or a grid of tiles (l2) on the ball's surface; each query changes one random square window, whose
// side shrinks on a schedule, and is kept if the margin falls.
//   linf: every channel of the window moves by +- 2 radii. l2: the mass of the window and of a second one, which is cleared, and what the radius
//   leaves unused, go into the window as two opposite bumps, added to its previous direction.

public import Classification
public import Declarations
public import Tensors

/// A score-based random search on square windows; l2 or linf.
public struct Square: BoundedAttack {
    /// Version 2: `stretchesSchedule` decides whether the schedule depends on `queries`, and the first window counts as number 0.
    public static var version: Int { 2 }
    /// The norm of the ball, l2 or linf.
    public var norm = Norm.linf
    /// Queries after that of the original image, 1 to 1,000,000.
    public var queries = 5000
    /// The initial share of the image's pixels in a window, 1e-6 to 1.
    public var initialShare = Fraction(8, 10)
    /// False: windows shrink after fixed numbers of queries, as in AutoAttack. True: after fixed shares of `queries`, as in the paper's code.
    public var stretchesSchedule = false
    /// The settings of AutoAttack in linf.
    public init() {}
    /// The attack in a norm, with a number of queries.
    public init(norm: Norm, queries: Int = 5000) { (self.norm, self.queries) = (norm, queries) }
    /// The label's margin, which the attack lowers.
    public var aim: Aim { Aim(loss: .margin) }
    /// About half of the queries.
    public var passes: Double { 1 + Double(queries) / 2 }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        if norm == .l1 { throw Invalid("norm", expected: "l2 or linf") }
        try (1...1_000_000).check("queries", queries)
        try (1e-6...1).check("initialShare", initialShare)
    }

    /// Searches the ball of each image. Throws `NotANumber` for logits that are not finite.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource
    ) throws -> Adversarials {
        precondition(radii.count == batch.count && radii.allSatisfy { $0 >= 0 && $0.isFinite })
        precondition(batch.images.shape.count == 4, "images [N, H, W, C] for windows")
        let sizes = batch.images.shape, canvas = Canvas(height: sizes[1], width: sizes[2], channels: sizes[3])
        var pursuit = Pursuit(batch, radii, norm, aim, .stay)
        _ = try pursuit.ask(model, gradient: false)
        var kept = pursuit.points, margins = [Float](repeating: .infinity, count: pursuit.standing.count)
        for query in 0..<queries where !pursuit.standing.isEmpty {
            let side = side(query, canvas), width = kept.stride
            var move = [Float](repeating: 0, count: width)
            kept.values.withUnsafeBufferPointer { kept in
                move.withUnsafeMutableBufferPointer { move in
                    pursuit.forEachStanding { row, sample, ball, point in
                        var stream = random("square").stream(sample: sample, step: query)
                        let kept = kept.row(row, width)
                        for j in move.indices { move[j] = kept[j] - ball.centre[j] }
                        if query == 0 {
                            canvas.begin(move, ball.radius, norm, &stream)
                        } else {
                            norm == .linf
                                ? canvas.flip(move, ball.radius, side, &stream) : canvas.gather(move, ball.radius, side, &stream)
                        }
                        ball.place(move, into: point)
                    }
                }
            }
            let before = pursuit.standing, asked = pursuit.points, answer = try pursuit.ask(model, gradient: false)
            let seen = before.map { pursuit.result.margins[$0] }
            for row in answer.kept where seen[row] < margins[row] {
                margins[row] = seen[row]
                kept[row] = asked[row]
            }
            if answer.kept.count < before.count { (kept, margins) = (kept.rows(answer.kept), answer.kept.map { margins[$0] }) }
        }
        return pursuit.result
    }

    /// The side of the window of a query: its share of the pixels is halved after 10, 50, 200, 500, 1000, 2000, 4000, 6000 and 8000 of 10,000
    /// windows.
    private func side(_ query: Int, _ canvas: Canvas) -> Int {
        let window = query - 1, place = stretchesSchedule ? window * 10_000 / queries : window  // query 0 is the start
        let halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000].count { place > $0 }
        let share = initialShare.value / Double(1 << halvings)
        var side = Int((share * Double(canvas.height * canvas.width)).squareRoot().rounded())
        if norm == .l2 { side = max(side, 3) | 1 }
        return min(max(side, 1), canvas.height, canvas.width)
    }
}

/// The windows of images [H, W, C].
private struct Canvas {
    let height: Int, width: Int, channels: Int

    typealias Move = UnsafeMutableBufferPointer<Float>

    private func sign(_ stream: inout RandomStream) -> Float { stream.word() & 1 == 0 ? 1 : -1 }
    private func at(_ r: Int, _ p: Int, _ c: Int) -> Int { (r * width + p) * channels + c }

    /// The first move: in linf vertical stripes of +- the radius, in l2 a grid of about 5 x 5 pairs of bumps, scaled to the radius.
    func begin(_ move: Move, _ radius: Float, _ norm: Norm, _ stream: inout RandomStream) {
        for j in move.indices { move[j] = 0 }
        guard norm == .l2 else {
            for p in 0..<width {
                for c in 0..<channels {
                    let value = radius * sign(&stream)
                    for r in 0..<height { move[at(r, p, c)] = value }
                }
            }
            return
        }
        let side = max(1, min(height, width) / 5), top = height % side / 2, left = width % side / 2
        for r in 0..<height / side {
            for p in 0..<width / side {
                let bump = bumps(side, &stream), signs = (0..<channels).map { _ in sign(&stream) }
                for i in 0..<side * side {
                    for c in 0..<channels { move[at(top + r * side + i / side, left + p * side + i % side, c)] += bump[i] * signs[c] }
                }
            }
        }
        rescale(move, radius)
    }

    /// Moves a window by +- 2 radii in each channel; the projection brings it back to the ball.
    func flip(_ move: Move, _ radius: Float, _ side: Int, _ stream: inout RandomStream) {
        let (top, left) = (stream.below(height - side + 1), stream.below(width - side + 1))
        for c in 0..<channels {
            let value = 2 * radius * sign(&stream)
            for r in top..<top + side {
                for p in left..<left + side { move[at(r, p, c)] += value }
            }
        }
    }

    /// Gathers the mass of two windows, and what the radius leaves unused, in the first one.
    func gather(_ move: Move, _ radius: Float, _ side: Int, _ stream: inout RandomStream) {
        let first = (stream.below(height - side + 1), stream.below(width - side + 1))
        let second = (stream.below(height - side + 1), stream.below(width - side + 1))
        let pixels = window(first, side), union = Set(pixels + window(second, side)).sorted(), bump = bumps(side, &stream)
        let total = Norm.l2(UnsafeBufferPointer(move)), unused = max(radius * radius - total * total, 0) / Float(channels)
        var gathered: [[Float]] = []
        for c in 0..<channels {
            func mass(_ pixels: [Int]) -> Float { pixels.reduce(0) { $0 + move[$1 * channels + c] * move[$1 * channels + c] } }
            let own = mass(pixels).squareRoot(), sign = sign(&stream)
            let fresh = pixels.indices.map { bump[$0] * sign + move[pixels[$0] * channels + c] / (1e-12 + own) }
            let scale = (unused + mass(union)).squareRoot() / (1e-12 + Norm.l2(fresh))
            gathered.append(fresh.map { $0 * scale })
        }
        for pixel in union {
            for c in 0..<channels { move[pixel * channels + c] = 0 }
        }
        for (i, pixel) in pixels.enumerated() {
            for c in 0..<channels { move[pixel * channels + c] = gathered[c][i] }
        }
        rescale(move, radius)
    }

    private func window(_ corner: (Int, Int), _ side: Int) -> [Int] {
        (0..<side * side).map { (corner.0 + $0 / side) * width + corner.1 + $0 % side }
    }

    /// A zero move stays zero.
    private func rescale(_ move: Move, _ radius: Float) {
        let length = Norm.l2(UnsafeBufferPointer(move)), scale = length > 0 ? radius / length : 0
        for j in move.indices { move[j] *= scale }
    }

    /// Two opposite bumps on the halves of a square [side, side], of norm 1, upright or across.
    private func bumps(_ side: Int, _ stream: inout RandomStream) -> [Float] {
        let upper = bump(side / 2, side), lower = bump(side - side / 2, side)
        var square = upper + lower.map { -$0 }
        if stream.word() & 1 == 0 { square = (0..<side * side).map { square[$0 % side * side + $0 / side] } }
        let length = Norm.l2(square)
        return square.map { $0 / length }
    }

    /// Nested rectangles [rows, columns] of weights 1, 1/4, 1/9, ... around the middle, of norm 1.
    private func bump(_ rows: Int, _ columns: Int) -> [Float] {
        var values = [Float](repeating: 0, count: rows * columns), (top, left) = (rows / 2, columns / 2)
        for ring in 0..<(rows > 0 ? max(rows / 2 + 1, columns / 2 + 1) : 0) {
            for r in max(top, 0)..<max(max(top, 0), min(top + 2 * ring + 1, rows)) {
                for p in max(left, 0)..<max(max(left, 0), min(left + 2 * ring + 1, columns)) {
                    values[r * columns + p] += 1 / Float((ring + 1) * (ring + 1))
                }
            }
            (top, left) = (top - 1, left - 1)
        }
        let length = Norm.l2(values)
        return length > 0 ? values.map { $0 / length } : values
    }
}
