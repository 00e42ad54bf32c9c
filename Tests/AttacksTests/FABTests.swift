import Attacks
import Classification
import Declarations
import Foundation
import Tensors
import Testing

/// The nearest point of <w, p> = b in the box, by bisection on its multiplier.
private func slow(_ x: [Float], _ w: [Double], _ b: Double, _ norm: Norm) -> [Double] {
    func moved(_ t: Double) -> [Double] {
        zip(x, w).map { min(max(Double($0) + t * (norm == .linf ? ($1 > 0 ? 1 : $1 < 0 ? -1 : 0) : $1), 0), 1) }
    }
    var (low, high) = (-1e3, 1e3)
    for _ in 0..<200 {
        let middle = (low + high) / 2
        if zip(w, moved(middle)).reduce(0, { $0 + $1.0 * $1.1 }) < b { low = middle } else { high = middle }
    }
    return moved(high)
}

/// The first step from an image goes 5 % beyond its projection onto the plane between label and target, inside the box.
@Test(arguments: [Norm.l2, .linf]) func theFirstStepIsTheProjection(_ norm: Norm) throws {
    let model = linear(classes: 2)
    var images = uniform("edges", [8] + side, -0.2, 1.2)  // many pixels at the ends of the box
    images.values = images.values.map { min(max($0, 0), 1) }
    let labels = try model.labels(images), batch = LabelledImages(images: images, labels: labels, samples: Array(0..<8))
    for n in 0..<batch.count {
        let watched = Watching(base: model), one = batch.rows([n])
        _ = try FAB(norm: norm, steps: 1, targets: 1)(watched, one, random)
        let y = labels[n], w = zip(model.weights[1 - y], model.weights[y]).map { Double($0) - Double($1) }, x = images[n]
        let projection = slow(x, w, 0, norm)  // where both logits are equal
        let expected = zip(x, projection).map { Float(min(max(Double($0) + 1.05 * ($1 - Double($0)), 0), 1)) }
        #expect(Norm.linf.distance(watched.seen.images[2], expected) < 1e-4, "image \(n)")
    }
}

/// Each target is approached from the original image; with more targets the distance can only fall.
@Test func moreTargetsAreNoFarther() throws {
    let model = TanhNet(), batch = try labelled(model)
    let one = try FAB(norm: .l2, steps: 30, targets: 1)(model, batch, random), all = try FAB(norm: .l2, steps: 30, targets: 9)(model, batch, random)
    for n in 0..<batch.count { #expect(all.distances[n] <= one.distances[n] && all.totalQueries[n] >= one.totalQueries[n]) }
}

/// On a curved net its median distance is at most 5 % above that of the search by steepest ascent.
@Test func aboutAsNearAsASearchByAscent() throws {
    let model = TanhNet(), batch = try labelled(model, 40)
    for norm in [Norm.l2, .linf] {
        func median(_ attack: some MinimumNormAttack) throws -> Double { try attack(model, batch, random).distances.sorted()[batch.count / 2] }
        let boundary = try median(FAB(norm: norm, steps: 50)), ascent = try median(LeastDistance(of: PGD(norm: norm, randomStart: false)))
        #expect(boundary <= 1.05 * ascent, "\(norm): \(boundary), \(ascent)")
    }
}
