import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// A classifier without gradients, behind the interface that has them.
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

/// In linf every pixel is at the edge of the ball or the box after the stripes, and each query changes one window of the best point so far.
@Test func linfWindowsChangeTheBestPoint() throws {
    let batch = try labelled(TanhNet()), radius: Float = 0.003
    for n in [0, 1, 2] {
        let watched = Watching(base: TanhNet()), one = batch.rows([n]), image = one.images[0]
        let result = try Square(norm: .linf, queries: 100)(watched, one, radii: [radius], random), seen = watched.seen.images
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
            let rows = Set(changed.map(\.0)), columns = Set(changed.map(\.1))
            // A square window, at most as high as wide as the smaller side; whole columns of it where a channel's sign turned.
            #expect(changed.isEmpty || ((rows.max() ?? 0) - (rows.min() ?? 0) < 4 && (columns.max() ?? 0) - (columns.min() ?? 0) < 4), "query \(at)")
            if margin(at) < margin(best) { best = at }
        }
    }
}

/// In l2 all of the radius is used where the box allows it.
@Test func l2UsesTheWholeRadius() throws {
    let batch = try labelled(TanhNet()).rows([0]), watched = Watching(base: TanhNet()), radius: Float = 0.01
    _ = try Square(norm: .l2, queries: 60)(watched, batch, radii: [radius], random)
    for point in watched.seen.images.dropFirst() { #expect(abs(Norm.l2.distance(point, batch.images[0]) - Double(radius)) < 1e-5) }
}

/// A random search finds most of what a gradient finds on a small curved net, and nothing outside it.
@Test(arguments: [Norm.l2, .linf]) func squareFindsMostOfWhatAGradientFinds(_ norm: Norm) throws {
    let model = TanhNet(), batch = try labelled(model, 40), radii = batch.labels.map { _ in Float(norm == .l2 ? 0.12 : 0.02) }
    let gradient = try APGD(norm: norm)(model, batch, radii: radii, random),
        search = try Square(norm: norm, queries: 1000)(model, batch, radii: radii, random)
    let (white, black) = (gradient.found.count { $0 }, search.found.count { $0 })
    #expect(black <= white && Double(black) > 0.6 * Double(white), "\(black) of \(white)")
}
