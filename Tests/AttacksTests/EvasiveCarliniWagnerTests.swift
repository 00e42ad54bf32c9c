import Attacks
import Classification
import Declarations
import Tensors
import Testing

private func evasive(_ weight: Fraction, confidence: Fraction = Fraction(0)) -> EvasiveCarliniWagner {
    var attack = evasive
    (attack.weight, attack.confidence) = (weight, confidence)
    return attack
}

/// ||grad_x l||_2 of the loss with the target, at the images that an attack found.
private func slopes(_ model: some DifferentiableClassifier, _ result: Adversarials) throws -> [Double] {
    let targets = try #require(result.targets)
    return try model.differentiate(result.images) { logits, pullback in
        let gradient = try pullback(Loss.crossEntropy(logits, targets).cotangent)
        return (0..<result.found.count).map { Double(Norm.l2(gradient[$0])) }
    }
}

/// The target is the most likely class but the label; successes are of that class and, without a penalty, no nearer than its plane.
@Test func evasionReachesTheSecondMostLikelyClass() throws {
    let model = linear(classes: 4), batch = try labelled(model), logits = try model.logits(batch.images)
    let result = try evasive(Fraction(0))(model, batch, random), answers = try model.labels(result.images)
    for n in 0..<batch.count {
        let rivals = logits[n].indices.filter { $0 != batch.labels[n] }, second = try #require(rivals.max { logits[n][$0] < logits[n][$1] })
        #expect(result.targets?[n] == second && result.found[n] && answers[n] == second, "image \(n)")
        if n % 5 == 4 { continue }
        let y = batch.labels[n], normal = zip(model.weights[y], model.weights[second]).map { $0 - $1 }
        let plane = Double(logits[n][y] - logits[n][second]) / Double(Norm.l2(normal))
        #expect(result.distances[n] >= plane * (1 - 1e-4), "image \(n)")
    }
}

/// Without penalty and confidence, and with two classes, it is the attack of Carlini and Wagner: near the closed form.
@Test func withoutAPenaltyItMeetsThePlane() throws {
    let model = linear(classes: 2), batch = try labelled(model), result = try evasive(Fraction(0))(model, batch, random)
    let normal = Double(Norm.l2(zip(model.weights[0], model.weights[1]).map { $0 - $1 })), logits = try model.logits(batch.images)
    for n in 0..<batch.count where n % 5 != 4 {
        let plane = Double(abs(logits[n][0] - logits[n][1])) / normal
        #expect(result.found[n] && result.distances[n] <= plane * 1.02, "image \(n): \(result.distances[n]), plane \(plane)")
    }
}

/// The larger the weight, the smaller the gradient at the result, and the larger the distance.
@Test func evasionCostsDistanceAndLowersTheGradient() throws {
    let model = TanhNet(), batch = try labelled(model), kept = (0..<batch.count).filter { $0 % 5 != 4 }
    var before = (distance: 0.0, slope: Double.infinity)
    for weight in [Fraction(0), Fraction(1, 100), Fraction(1)] {
        let result = try evasive(weight)(model, batch, random), sizes = try slopes(model, result)
        #expect(kept.allSatisfy { result.found[$0] })
        let now = (
            distance: kept.map { result.distances[$0] }.sorted()[kept.count / 2], slope: kept.map { sizes[$0] }.sorted()[kept.count / 2]
        )
        #expect(now.distance > before.distance && now.slope < before.slope, "weight \(weight): \(now) after \(before)")
        before = now
    }
}

/// Of all queries, the success with the least sum of squared distance and penalty is reported.
@Test func evasionReportsTheLeastSum() throws {
    let model = TanhNet(), batch = try labelled(model, 4)
    for n in 0..<batch.count {
        let watched = Watching(base: model), one = batch.rows([n]), result = try evasive(Fraction(1, 10))(watched, one, random)
        let target = try #require(result.targets)[0], seen = Tensor(stacking: Array(watched.seen.images.dropFirst()), shape: side)
        let reached = try model.labels(seen).map { $0 == target }
        let sums = try model.differentiate(seen) { logits, pullback in
            let gradient = try pullback(Loss.crossEntropy(logits, reached.map { _ in target }).cotangent)
            return reached.indices.map { row in
                let slope = Double(Norm.l2(gradient[row])), distance = Norm.l2.distance(seen[row], one.images[0])
                return reached[row] ? distance * distance + 0.1 * slope * slope : .infinity
            }
        }
        let least = try #require(sums.min()), reported = sums[result.queries[0] - 2]
        #expect(result.found[0] && reported <= least * (1 + 1e-5), "image \(n): \(reported), least \(least)")
    }
}

/// The confidence is the target's lead in logits.
@Test func confidenceIsALead() throws {
    let model = TanhNet(), batch = try labelled(model), result = try evasive(Fraction(0), confidence: Fraction(1, 2))(model, batch, random)
    let logits = try model.logits(result.images), targets = try #require(result.targets)
    for n in 0..<batch.count where n % 5 != 4 && result.found[n] {
        let rival = logits[n].indices.filter { $0 != targets[n] }.map { logits[n][$0] }.max() ?? 0
        #expect(logits[n][targets[n]] - rival >= 0.5, "image \(n)")
    }
    #expect(result.found.filter(\.self).count > batch.count / 2)
}

/// A model without second derivatives is rejected with the reason.
@Test func secondDerivativesAreAskedFor() throws {
    struct Once: DifferentiableClassifier {
        var classes: Int { 4 }
        func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
            try TanhNet().differentiate(images, body)
        }
    }
    #expect(throws: NoSecondDerivatives()) { try evasive(Once(), labelled(Once()), random) }
}

/// The test net's second derivative, on which the laws rely, against central differences of its gradient.
@Test func theTestNetsSecondDerivativeIsRight() throws {
    let model = TanhNet(), batch = try labelled(model, 3), v = uniform("direction", [3] + side, -1, 1), h: Float = 1e-2
    func gradient(_ sign: Float) throws -> Tensor {
        let moved = Tensor(shape: v.shape, values: zip(batch.images.values, v.values).map { $0 + sign * h * $1 })
        return try model.differentiate(moved) { logits, pullback in try pullback(Loss.crossEntropy(logits, batch.labels).cotangent) }
    }
    let (up, down) = (try gradient(1), try gradient(-1))
    let exact = try model.differentiateTwice(batch.images) { logits, _, derivative in
        try derivative(v, Loss.crossEntropy(logits, batch.labels).cotangent) { Loss.crossEntropyChange(logits, along: $0) }
    }
    let difference = zip(zip(up.values, down.values), exact.values).map { ($0.0 - $0.1) / (2 * h) - $1 }
    #expect(Norm.l2(difference) < 0.02 * Norm.l2(exact.values))  // the third derivative, times h^2
}
