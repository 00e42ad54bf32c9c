import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// A classifier that tells its prediction only, as logits of one and zero.
private struct PredictionsOnly: Classifier {
    let base = TanhNet()
    var classes: Int { base.classes }
    func logits(_ images: Tensor) throws -> Tensor {
        let predicted = try base.labels(images)
        return Tensor(stacking: predicted.map { label in (0..<classes).map { $0 == label ? 1 : 0 } }, shape: [classes])
    }
}

/// Of a model it reads the predicted classes and nothing else.
@Test func theBoundaryAttackReadsPredictionsOnly() throws {
    let batch = try labelled(TanhNet()), full = try boundary(TanhNet(), batch, random), bare = try boundary(PredictionsOnly(), batch, random)
    for n in 0..<batch.count { #expect(full.row(n) == bare.row(n), "image \(n)") }
}

/// A long walk comes near the closed form on planes, and a longer one no less near.
@Test func aLongWalkNearsThePlane() throws {
    let model = linear(classes: 2), batch = try labelled(model).rows([0, 1, 2, 3]), logits = try model.logits(batch.images)
    let normal = Double(Norm.l2(zip(model.weights[0], model.weights[1]).map { $0 - $1 }))
    var before = batch.labels.map { _ in Double.infinity }
    for (steps, tolerance) in [(100, Double.infinity), (3000, 0.1)] {
        var attack = boundary
        attack.steps = steps
        let result = try attack(model, batch, random)
        for n in 0..<batch.count {
            let plane = Double(abs(logits[n][0] - logits[n][1])) / normal
            #expect(
                result.found[n] && result.distances[n] <= before[n] && result.distances[n] <= plane * (1 + tolerance), "image \(n), \(steps) steps")
        }
        before = result.distances
    }
}

/// The start is the first misclassified blend with the noise: one draw of noise after another, then the blends in order.
@Test func theStartIsTheFirstBlendThatWorks() throws {
    let model = TanhNet(), batch = try labelled(model)
    var attack = boundary
    (attack.blends, attack.steps, attack.directions, attack.checkEvery) = (20, 1, 1, 1000)
    for n in 0..<batch.count where n % 5 != 4 {
        let watched = Watching(base: model), one = batch.rows([n]), result = try attack(watched, one, random), seen = watched.seen.images
        let wrong = try model.labels(Tensor(stacking: seen, shape: side)).map { $0 != one.labels[0] }
        let noise = try #require(wrong.firstIndex(of: true))
        // Image, draws up to the first that works, blends up to the first that works, one move.
        let blends = seen.indices.filter { $0 > noise && $0 < seen.count - 1 }
        #expect(result.totalQueries[0] == seen.count && blends.count <= 19)
        for (index, at) in blends.enumerated() {
            let share = Float(index + 1) / 20
            #expect(seen[at] == zip(one.images[0], seen[noise]).map { min(max((1 - share) * $0 + share * $1, 0), 1) }, "image \(n) blend \(index)")
            #expect(!wrong[at] || at == blends.last, "image \(n) goes on after the first success")
        }
    }
}

/// A move goes along the sphere and then towards the image: no step is farther than the one before.
@Test func everyStepIsNearer() throws {
    let model = TanhNet(), batch = try labelled(model)
    var before = batch.labels.map { _ in Double.infinity }
    for steps in [1, 2, 3, 5, 9, 20] {
        var attack = boundary
        attack.steps = steps
        let result = try attack(model, batch, random)
        for n in 0..<batch.count { #expect(result.distances[n] <= before[n], "image \(n)") }
        before = result.distances
    }
}
