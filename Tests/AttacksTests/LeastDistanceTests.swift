import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// The distance found exceeds the least radius by no more than the precision; a coarser precision saves queries.
@Test func precisionIsWhatItSays() throws {
    let model = TanhNet(), batch = try labelled(model)
    var fine = LeastDistance(of: FGSM(norm: .l2)), coarse = fine
    (fine.precision, coarse.precision) = (Fraction(1, 1_000_000), Fraction(1, 20))
    let a = try fine(model, batch, random), b = try coarse(model, batch, random)
    for n in 0..<batch.count where a.queries[n] > 0 {
        let near = Norm.l2.distance(a.images[n], batch.images[n]), far = Norm.l2.distance(b.images[n], batch.images[n])
        #expect(near <= far && far <= near * 1.053)
    }
    #expect(b.totalQueries.reduce(0, +) < a.totalQueries.reduce(0, +))
}

/// On a curved net it finds the distances of Foolbox's search, within the precision, with less than half its queries in total.
@Test func cheaperThanFoolboxForTheSameDistances() throws {
    let batch = try labelled(TanhNet()), attack = PGD(norm: .l2, randomStart: false)
    let here = try LeastDistance(of: attack)(TanhNet(), batch, random), there = try FoolboxSearch(of: attack)(TanhNet(), batch, random)
    for n in 0..<batch.count {
        let distances = [here, there].map { Norm.l2.distance($0.images[n], batch.images[n]) }
        #expect(here.found[n] == there.found[n] && distances[0] <= distances[1] * 1.015, "image \(n): \(distances)")
    }
    #expect(2 * here.totalQueries.reduce(0, +) < there.totalQueries.reduce(0, +))
}

/// The first radius, 0.3 of the box's diameter as in Foolbox 1.x, works; it and the 20 bisections cost two queries each.
@Test func foolboxBisectsFromZero() throws {
    let batch = try labelled(linear(classes: 2)).rows([0]), counter = QueryCounter()
    let result = try FoolboxSearch(of: FGSM(norm: .l2))(CountingQueries(linear(classes: 2), counter), batch, random)
    #expect(result.found[0] && counter.images == 1 + 21 * 2)
}

/// Counted as in Foolbox: a prediction of the image, then a gradient and a prediction for each step.
@Test func foolboxCountsAGradientAndAPredictionForEachStep() throws {
    let batch = try labelled(TanhNet())
    var passes = FoolboxSearch(of: IteratedFGSM()), calls = passes
    (passes.counting, calls.counting) = (.passes, .calls)
    for n in 0..<batch.count where n % 5 != 4 {
        let counter = QueryCounter(), one = batch.rows([n]), result = try calls(CountingQueries(TanhNet(), counter), one, random)
        let same = try passes(TanhNet(), one, random), tries = counter.images - 1 - counter.pullbacks
        #expect(result.totalQueries == [1 + 2 * counter.pullbacks] && same.totalQueries == [counter.images] && tries >= 21)
        #expect(result.images == same.images && result.queries[0] <= result.totalQueries[0])
    }
}

/// Succeeds at radii from 0.05 to 0.06, at the distance of the radius, and from 0.5 on, at distance 0.3.
private struct Erratic: BoundedAttack {
    var norm: Norm { .linf }
    var passes: Double { 1 }
    func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource
    ) throws -> Adversarials {
        var result = Adversarials(batch)
        for (n, radius) in radii.enumerated() {
            (result.found[n], result.queries[n], result.totalQueries[n]) = ((0.05...0.06).contains(radius) || radius >= 0.5, 1, 1)
            result.margins[n] = result.found[n] ? -1 : 1
            if result.found[n] { result.images.values[n * batch.images.stride] = batch.images[n][0] + min(radius, 0.3) }
        }
        return result
    }
}

/// A success nearer than a failed radius revokes that failure: the search continues below the reported distance.
@Test func aFailureAboveASuccessCountsForNothing() throws {
    var search = LeastDistance(of: Erratic())
    search.tries = 60
    let image = Tensor(shape: [1] + side, values: [0] + Array(repeating: 0.5, count: 59))
    let batch = LabelledImages(images: image, labels: [0], samples: [0])
    // With this margin, the sum of the pixels, the first radius is 0.9 * 29.5 / 60 = 0.44, which fails.
    let sum = LinearClassifier(weights: Tensor(shape: [2, 60], values: (0..<120).map { $0 < 60 ? 1 : 0 }))
    let result = try search(sum, batch, random), distance = Norm.linf.distance(result.images[0], image[0])
    #expect(result.found[0] && abs(distance - 0.3) < 1e-6 && result.totalQueries[0] > 5 && result.totalQueries[0] < 60)
}

/// No radius grows beyond the ball that contains the whole box; without a gradient to estimate from, the one try is made there.
@Test func growthStopsAtTheBox() throws {
    let model = LinearClassifier(weights: Tensor(zeros: [2, 60])), counter = QueryCounter()
    let batch = LabelledImages(images: uniform("images", [1] + side, 0, 1), labels: [0], samples: [0])
    let result = try LeastDistance(of: FGSM(norm: .linf))(CountingQueries(model, counter), batch, random)
    #expect(!result.found[0] && counter.images == 1 + 2)
}
