import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// On planes one step reaches the nearest, regardless of their number: (1 + overshoot) (distance + 1e-4).
@Test(arguments: [2, 4]) func oneStepToTheNearestPlane(_ classes: Int) throws {
    let model = linear(classes: classes), batch = try labelled(model), logits = try model.logits(batch.images)
    let result = try DeepFool()(model, batch, random)
    for n in 0..<batch.count where n % 5 != 4 {
        let z = logits[n], y = batch.labels[n]
        let planes = z.indices.filter { $0 != y }.map { k in
            Double(z[y] - z[k]) / Double(Norm.l2(zip(model.weights[y], model.weights[k]).map { $0 - $1 }))
        }
        let expected = try #require(planes.min()).advanced(by: 1e-4) * 1.02
        #expect(result.found[n] && result.totalQueries[n] == 2 && abs(result.distances[n] - expected) < 1e-5, "image \(n): \(result.distances[n])")
    }
}

/// The label counts as a candidate, so two candidates leave only the strongest rival.
@Test func candidatesAreTheMostLikelyClasses() throws {
    let model = linear(classes: 4), batch = try labelled(model), logits = try model.logits(batch.images)
    var attack = DeepFool()
    attack.candidates = 2
    let counter = QueryCounter(), result = try attack(CountingQueries(model, counter), batch, random)
    for n in 0..<batch.count where n % 5 != 4 {
        let order = logits[n].largest(2), normal = zip(model.weights[order[0]], model.weights[order[1]]).map { $0 - $1 }
        let plane = Double(logits[n][order[0]] - logits[n][order[1]]) / Double(Norm.l2(normal))
        #expect(result.found[n] && result.distances[n] >= plane && result.totalQueries[n] == 2, "image \(n)")
    }
    #expect(counter.pullbacks == batch.count)  // one rival each, at the original images
}

/// An image exactly on a plane, where the label wins the tie, moves across it.
@Test func aTieIsLeft() throws {
    let model = LinearClassifier(weights: Tensor(shape: [2, 2], values: [1, 0, 0, 1]))
    let tie = LabelledImages(images: Tensor(shape: [1, 1, 2, 1], values: [0.5, 0.5]), labels: [0], samples: [0])
    let result = try DeepFool()(model, tie, random)
    #expect(result.found == [true] && result.distances[0] > 0 && result.distances[0] < 2e-4)
}
