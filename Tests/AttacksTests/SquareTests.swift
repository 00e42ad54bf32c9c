import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// A classifier without gradients that has the interface of one with them.
private struct LogitsOnly: DifferentiableClassifier {
    let base = TanhNet()
    var classes: Int { base.classes }
    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        try base.differentiate(images) { logits, _ in
            try body(logits) { _ in
                Issue.record("Square asked for a gradient")
                return Tensor(zeros: images.shape)
            }
        }
    }
}

@Test(arguments: [Norm.l2, .linf]) func squareAsksForNoGradient(_ norm: Norm) throws {
    let batch = try labelled(LogitsOnly()), attack = Square(norm: norm, queries: 50), radii = batch.labels.map { _ in Float(0.01) }
    let bare = try attack(LogitsOnly(), batch, radii: radii, random), full = try attack(TanhNet(), batch, radii: radii, random)
    for n in 0..<batch.count { #expect(bare.row(n) == full.row(n), "image \(n)") }
}

/// In linf every pixel is at the edge of the ball or the box after the stripes; each query changes one window of the best point so far. The share of
/// the pixels, 0.8 of 5 x 4, is halved after 10 and 50 windows, or after 10, 50, 200, ... of 10,000 if the schedule is stretched to the number of
/// queries.
@Test(arguments: [false, true]) func linfWindowsChangeTheBestPoint(_ isStretched: Bool) throws {
    let batch = try labelled(TanhNet()), radius: Float = 0.003
    var attack = Square(norm: .linf, queries: 100), widest: [Int: Int] = [:]
    attack.stretchesSchedule = isStretched
    // Windows 0 to 10, then 11 to 50; or 0, then 1 and 2, at places 100 and 200 of 10,000.
    let sides = isStretched ? [4, 2, 2] : Array(repeating: 4, count: 11) + Array(repeating: 3, count: 40), last = isStretched ? 1 : 2
    for n in [0, 1, 2] {
        let watched = Watching(base: TanhNet()), one = batch.rows([n]), image = one.images[0]
        let result = try attack(watched, one, radii: [radius], random), seen = watched.seen.images
        if result.found[0] { continue }
        #expect(seen.count == 101)
        let margins = try TanhNet().logits(Tensor(stacking: seen, shape: side))
        func margin(_ at: Int) -> Float {
            let z = margins[at], y = one.labels[0]
            return z[y] - (z.indices.filter { $0 != y }.map { z[$0] }.max() ?? 0)
        }
        var best = 1
        for at in 1..<seen.count {
            for j in image.indices { #expect(abs(abs(seen[at][j] - image[j]) - radius) < 1e-6, "query \(at)") }
            if at == 1 { continue }
            let changed = image.indices.filter { abs(seen[at][$0] - seen[best][$0]) > 1e-6 }.map { ($0 / 12, $0 / 3 % 4) }
            func span(_ places: [Int]) -> Int { places.isEmpty ? 0 : (places.max() ?? 0) - (places.min() ?? 0) + 1 }
            let edge = at - 2 < sides.count ? sides[at - 2] : last, spans = [span(changed.map(\.0)), span(changed.map(\.1))]
            // Changes are within one square window of the scheduled side.
            #expect(spans.allSatisfy { $0 <= edge }, "query \(at): \(spans), side \(edge)")
            widest[edge] = max(widest[edge] ?? 0, spans.max() ?? 0)
            if margin(at) < margin(best) { best = at }
        }
    }
    #expect(widest == (isStretched ? [4: 4, 2: 2, 1: 1] : [4: 4, 3: 3, 2: 2]), "windows are as wide as the schedule says")
}

/// In l2 the whole radius is used where the box allows it.
@Test func l2UsesTheWholeRadius() throws {
    let batch = try labelled(TanhNet()).rows([0]), watched = Watching(base: TanhNet()), radius: Float = 0.01
    _ = try Square(norm: .l2, queries: 60)(watched, batch, radii: [radius], random)
    for point in watched.seen.images.dropFirst() { #expect(abs(Norm.l2.distance(point, batch.images[0]) - Double(radius)) < 1e-5) }
}

/// On a small curved net random search finds most of the images that a gradient finds.
@Test(arguments: [Norm.l2, .linf]) func squareFindsMostOfWhatAGradientFinds(_ norm: Norm) throws {
    let model = TanhNet(), batch = try labelled(model, 40), radii = batch.labels.map { _ in Float(norm == .l2 ? 0.12 : 0.02) }
    let gradient = try APGD(norm: norm)(model, batch, radii: radii, random),
        search = try Square(norm: norm, queries: 1000)(model, batch, radii: radii, random)
    let (white, black) = (gradient.found.count { $0 }, search.found.count { $0 })
    #expect(black <= white && Double(black) > 0.6 * Double(white), "\(black) of \(white)")
}
