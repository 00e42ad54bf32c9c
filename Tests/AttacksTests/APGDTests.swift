import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// The algorithm as the paper prints it, for one image that is not fooled, from a given start; returns every point queried after it.
private func slow(_ norm: Norm, _ image: [Float], _ label: Int, _ radius: Float, start: [Float], steps: Int) throws -> [[Float]] {
    func loss(_ x: [Float]) throws -> (value: Float, gradient: [Float]) {
        try TanhNet().differentiate(Tensor(stacking: [x], shape: side)) { logits, pullback in
            let (values, cotangent) = Loss.crossEntropy(logits, [label])
            return (values[0], try pullback(cotangent)[0])
        }
    }
    func projected(_ x: [Float]) -> [Float] {
        zip(image, norm.project(zip(x, image).map { $0 - $1 }, radius: radius)).map { min(max($0 + $1, 0), 1) }
    }
    func along(_ a: [Float], _ b: [Float], _ share: Float) -> [Float] { zip(a, b).map { $0 + share * $1 } }
    var x = start, before = start, best = start, eta: Float = 2, points: [[Float]] = []
    var losses = [try loss(x).value], bestLoss = losses[0], atCheck = bestLoss, halved = true
    var interval = max(22 * steps / 100, 1), done = 0
    for k in 0..<steps {
        let z = projected(along(x, norm.steepest(try loss(x).gradient), eta * radius)), share: Float = k == 0 ? 1 : 0.75
        let next = projected(x.indices.map { x[$0] + share * (z[$0] - x[$0]) + (1 - share) * (x[$0] - before[$0]) })
        (before, x) = (x, next)
        points.append(x)
        losses.append(try loss(x).value)
        if losses[k + 1] > bestLoss { (bestLoss, best) = (losses[k + 1], x) }
        if k + 1 - done == interval {
            let rises = (done..<k + 1).count { losses[$0 + 1] > losses[$0] }
            let stuck = !halved && atCheck >= bestLoss
            halved = Double(rises) <= 0.75 * Double(interval) || stuck
            // The ascent resumes at the best point; the next rise is measured against the loss of the point it left.
            if halved { (eta, x) = (eta / 2, best) }
            (atCheck, done, interval) = (bestLoss, k + 1, max(interval - 3 * steps / 100, 6 * steps / 100, 1))
        }
    }
    return points
}

@Test(arguments: [Norm.l2, .linf]) func autoPGDAgreesWithAnObviousVersion(_ norm: Norm) throws {
    let batch = try labelled(TanhNet()), radius: Float = norm == .l2 ? 0.03 : 0.004
    var compared = 0
    for n in 0..<batch.count where n % 5 != 4 {
        let watched = Watching(base: TanhNet()), one = batch.rows([n]), result = try APGD(norm: norm)(watched, one, radii: [radius], random)
        if result.found[0] { continue }
        let seen = watched.seen.images
        let expected = try slow(norm, one.images[0], one.labels[0], radius, start: seen[1], steps: 100)
        #expect(seen.count == 102)
        let largest = zip(seen.dropFirst(2), expected).map { Norm.linf.distance($0, $1) }.max() ?? 1
        // Rounding of a projection, which is not amplified by later steps at this radius.
        #expect(largest < Double(radius) * 1e-3, "image \(n): \(largest)")
        compared += 1
    }
    #expect(compared > 5)
}

/// The start is on the ball's surface, where the box allows, and differs between restarts.
@Test(arguments: [Norm.l2, .linf]) func autoPGDStartsOnTheSurface(_ norm: Norm) throws {
    let batch = try labelled(TanhNet()), radius = 1e-4
    var attack = APGD(norm: norm, steps: 1), compared = 0
    attack.restarts = 3
    for n in 0..<batch.count {
        let watched = Watching(base: TanhNet()), one = batch.rows([n]), result = try attack(watched, one, radii: [Float(radius)], random)
        if result.found[0] { continue }
        let starts = [1, 3, 5].map { watched.seen.images[$0] }
        for start in starts { #expect(abs(norm.distance(start, one.images[0]) - radius) < 1e-6) }
        #expect(starts[0] != starts[1] && starts[1] != starts[2])
        compared += 1
    }
    #expect(compared > 5)
}

/// Targets are the other classes, the most likely first, and any misclassification is a success.
@Test func targetsAreTriedInTurn() throws {
    let model = TanhNet(), batch = try labelled(model), radii = batch.labels.map { _ in Float(0.002) }
    let result = try APGD(norm: .linf, steps: 5, loss: .differenceOfLogitsRatio, targets: 9)(model, batch, radii: radii, random)
    for n in 0..<batch.count where !result.found[n] { #expect(result.totalQueries[n] == 1 + 3 * 6, "image \(n)") }
    #expect(result.found.contains(false) && result.targets == nil)
    #expect(throws: TooFewClasses(needed: 4, classes: 2)) {
        try APGD(norm: .linf, loss: .differenceOfLogitsRatio, targets: 9)(linear(classes: 2), labelled(linear(classes: 2)), radii: radii, random)
    }
}

/// On a curved net it finds no fewer images than plain ascent with the same number of steps.
@Test func noWeakerThanPlainAscent() throws {
    let model = TanhNet(), batch = try labelled(model, 100)
    for (norm, radius) in [(Norm.l2, Float(0.08)), (.linf, 0.012)] {
        let radii = batch.labels.map { _ in radius }
        let plain = try PGD(norm: norm, steps: 100, randomStart: true)(model, batch, radii: radii, random).found.count { $0 }
        let auto = try APGD(norm: norm)(model, batch, radii: radii, random).found.count { $0 }
        #expect(auto >= plain && auto < batch.count, "\(norm): \(auto), \(plain)")
    }
}
