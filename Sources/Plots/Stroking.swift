/// Turns lines into polygons: a box for each segment and a disc for each corner, all wound the same way, so that the non-zero rule unites them.
enum Stroking {
    static func outline(_ chain: [Point], width: Double, dashes: [Double], roundCaps: Bool) -> [[Point]] {
        let pieces = dashes.isEmpty ? [chain] : dashed(chain, dashes)
        return pieces.flatMap { outline($0, width: width, roundCaps: roundCaps) }
    }

    private static func outline(_ chain: [Point], width: Double, roundCaps: Bool) -> [[Point]] {
        let half = width / 2
        var polygons: [[Point]] = []
        for (from, to) in zip(chain, chain.dropFirst()) where from != to {
            let (dx, dy) = (to.x - from.x, to.y - from.y), length = (dx * dx + dy * dy).squareRoot()
            let (nx, ny) = (-dy / length * half, dx / length * half)
            polygons.append([
                Point(from.x - nx, from.y - ny), Point(to.x - nx, to.y - ny), Point(to.x + nx, to.y + ny), Point(from.x + nx, from.y + ny),
            ])
        }
        let closed = chain.count > 2 && chain.first == chain.last
        let round = roundCaps || closed ? chain[...] : chain.dropFirst().dropLast()
        return polygons + round.map { Curve.circle($0, radius: half, steps: width < 6 ? 4 : 8) }
    }

    /// The dashes of a chain, each as a separate chain.
    static func dashed(_ chain: [Point], _ lengths: [Double]) -> [[Point]] {
        precondition(lengths.allSatisfy { $0 > 0 }, "a dash has a length")
        guard let first = chain.first else { return [] }
        var pieces: [[Point]] = [], piece = [first], phase = 0, left = lengths[0]
        for (from, to) in zip(chain, chain.dropFirst()) where from != to {
            let (dx, dy) = (to.x - from.x, to.y - from.y), length = (dx * dx + dy * dy).squareRoot()
            var walked = 0.0
            while length - walked > left {
                walked += left
                let turn = Point(from.x + dx * walked / length, from.y + dy * walked / length)
                if phase % 2 == 0 { pieces.append(piece + [turn]) }
                phase += 1
                left = lengths[phase % lengths.count]
                piece = [turn]
            }
            left -= length - walked
            piece.append(to)
        }
        if phase % 2 == 0, piece.count > 1 { pieces.append(piece) }
        return pieces
    }
}
