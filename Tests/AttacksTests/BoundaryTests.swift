import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// A classifier that reveals only its prediction, as logits of one and zero.
private struct PredictionsOnly: Classifier {
    let base = TanhNet()
    var classes: Int { base.classes }
    func logits(_ images: Tensor) throws -> Tensor {
        let predicted = try base.labels(images)
        return Tensor(stacking: predicted.map { label in (0..<classes).map { $0 == label ? 1 : 0 } }, shape: [classes])
    }
}

/// The attack uses only the predicted classes of a model.
@Test func theBoundaryAttackReadsPredictionsOnly() throws {
    let batch = try labelled(TanhNet()), full = try boundary(TanhNet(), batch, random), bare = try boundary(PredictionsOnly(), batch, random)
    for n in 0..<batch.count { #expect(full.row(n) == bare.row(n), "image \(n)") }
}

/// On planes a long walk comes close to the closed form, and a longer one at least as close.
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

/// The start is the first misclassified blend with noise: draws of noise in turn, then blends in order.
@Test func theStartIsTheFirstBlendThatWorks() throws {
    let model = TanhNet(), batch = try labelled(model)
    var attack = boundary
    (attack.blends, attack.steps, attack.directions, attack.checkEvery) = (20, 1, 1, 1000)
    for n in 0..<batch.count where n % 5 != 4 {
        let watched = Watching(base: model), one = batch.rows([n]), result = try attack(watched, one, random), seen = watched.seen.images
        let wrong = try model.labels(Tensor(stacking: seen, shape: side)).map { $0 != one.labels[0] }
        let noise = try #require(wrong.firstIndex(of: true))
        // Image, draws up to the first success, blends up to the first success, one move.
        let blends = seen.indices.filter { $0 > noise && $0 < seen.count - 1 }
        #expect(result.totalQueries[0] == seen.count && blends.count <= 19)
        for (index, at) in blends.enumerated() {
            let share = Float(index + 1) / 20
            #expect(seen[at] == zip(one.images[0], seen[noise]).map { min(max((1 - share) * $0 + share * $1, 0), 1) }, "image \(n) blend \(index)")
            #expect(!wrong[at] || at == blends.last, "image \(n) goes on after the first success")
        }
    }
}

/// A classifier whose errors on the original and on later queries follow a script.
private final class Scripted: Classifier, @unchecked Sendable {
    let classes = 2
    private var errs: [Bool]
    private(set) var seen: [[Float]] = []
    init(_ errs: [Bool]) { self.errs = errs }
    func logits(_ images: Tensor) -> Tensor {
        let errs = (0..<images.count).map { _ in self.errs.removeFirst() }
        seen += (0..<images.count).map { images[$0] }
        return Tensor(stacking: errs.map { $0 ? [0, 1] : [1, 0] }, shape: [2])
    }
}

/// The sizes of the move on the sphere and of the step towards the image, as shares of the distance, after steps with these outcomes of the move on
/// the sphere and of the whole step.
private func sizes(after outcomes: [(sphere: Bool, whole: Bool)]) throws -> (spherical: Double, source: Double) {
    var attack = Boundary()
    (attack.blends, attack.directions, attack.checkEvery, attack.steps) = (10, 1, 1, outcomes.count + 1)
    // The image, the noise, its first blend with the image, far from the ends of the box, then the steps.
    let script = [false, true, true] + outcomes.flatMap { $0.sphere ? [true, $0.whole] : [false] } + [true, false]
    let model = Scripted(script), image = [Float](repeating: 0.5, count: 60)
    _ = try attack(model, LabelledImages(images: Tensor(stacking: [image], shape: side), labels: [0], samples: [0]), random)
    try #require(model.seen.count == script.count)
    // The walk is at the last successful whole step, or at the blend.
    var (at, walk) = (3, model.seen[2])
    for (sphere, whole) in outcomes {
        if sphere && whole { walk = model.seen[at + 1] }
        at += sphere ? 2 : 1
    }
    func away(_ x: [Float]) -> [Double] { zip(x, image).map { Double($0) - Double($1) } }
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    func length(_ x: [Double]) -> Double { product(x, x).squareRoot() }
    let before = away(walk), sphere = away(model.seen[at]), after = away(model.seen[at + 1])
    let cosine = product(before, sphere) / length(before) / length(sphere)
    return ((1 / (cosine * cosine) - 1).squareRoot(), 1 - length(after) / length(before))
}

/// As in Foolbox 1.x: above one half both sizes grow, below one fifth both shrink, and in between, ends included, they stay.
@Test(arguments: [(51, 1.5), (50, 1), (20, 1), (19, 1 / 1.5)])
func bothSizesFollowTheLastHundredMovesOnTheSphere(_ working: Int, _ factor: Double) throws {
    // Every third whole step succeeds, which leaves the size of the step towards the image unchanged.
    var worked = 0
    let outcomes = (0..<100).map { i -> (sphere: Bool, whole: Bool) in
        let isOnSphere = i * working % 100 < working
        if isOnSphere { worked += 1 }
        return (isOnSphere, worked % 3 == 0)
    }
    let (spherical, source) = try sizes(after: outcomes)
    #expect(abs(spherical - 0.01 * factor) < 1e-4 && abs(source - 0.01 * factor) < 1e-4, "\(spherical), \(source)")
    let (_, early) = try sizes(after: outcomes.dropLast())
    #expect(abs(early - 0.01) < 1e-4, "after 99 moves")
}

/// The same bounds hold for whole steps whose move on the sphere succeeded; failed moves do not count.
@Test(arguments: [(16, 1.5), (15, 1), (6, 1), (5, 1 / 1.5)])
func theStepTowardsTheImageFollowsTheLastThirtyWholeSteps(_ working: Int, _ factor: Double) throws {
    // Half of the 60 moves on the sphere fail: of all steps, 16 would be too few for growth.
    let outcomes = (0..<60).map { i -> (sphere: Bool, whole: Bool) in (i % 2 == 0, i / 2 * working % 30 < working) }
    let (spherical, source) = try sizes(after: outcomes)
    #expect(abs(spherical - 0.01) < 1e-4 && abs(source - 0.01 * factor) < 1e-4, "\(spherical), \(source)")
}

/// A move goes along the sphere and then towards the image: no step ends farther away than the one before.
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
