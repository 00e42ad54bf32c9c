import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// Radii of every size: the smallest are far below the rounding of a stored image, and the largest balls contain the whole box.
private let radii: [Float] = [0, 1e-9, 1e-7, 3e-6, 1e-4, 0.003, 0.01, 8 / 255, 0.1, 0.3, 0.7, 1, 2, 7, 100]

@Test(arguments: bounded.indices) func staysInTheBallAndTheBox(_ index: Int) throws {
    let attack = bounded[index]
    func check(_ model: some DifferentiableClassifier) throws {
        let batch = try labelled(model)
        let result = try attack(model, batch, radii: radii, random)
        for verification in try verify(model, batch, result, norm: attack.norm, radii: radii) {
            #expect(verification.holds, "\(title(attack)) \(verification)")
        }
    }
    try check(linear(classes: 4))
    try check(TanhNet())
}

/// T4: a point outside a ball by less than the slack counts as inside, here and wherever errors at a radius are counted.
@Test func theSlackOfABallCounts() throws {
    let radius: Float = 100 / 255, model = LinearClassifier(weights: Tensor(shape: [2, 2], values: [1, 0, 0, 1]))
    let batch = LabelledImages(images: Tensor(shape: [1, 1, 2, 1], values: [0.5, 0.2]), labels: [0], samples: [0])
    for (excess, counts) in [(5e-7, true), (2e-6, false)] {
        let point = [Float(0.5), Float(Double(Float(0.2)) + Double(radius) * (1 + excess))], distance = Norm.linf.distance(point, batch.images[0])
        var result = Adversarials(batch)
        result.record(0, point, distance: distance, query: 2)
        let verification = try verify(model, batch, result, norm: .linf, radii: [radius])[0]
        #expect(distance > Double(radius) && verification.holds == counts && (distance <= Double(radius) * (1 + Ball.relativeSlack)) == counts)
    }
}

/// Every queried image is inside, whether the attack succeeds or not.
@Test(arguments: bounded.indices) func neverLooksOutside(_ index: Int) throws {
    let attack = bounded[index], batch = try labelled(TanhNet())
    if attack.looksOutside { return }
    for (n, radius) in radii.enumerated() {
        let watched = Watching(base: TanhNet()), one = batch.rows([n]), result = try attack(watched, one, radii: [radius], random)
        #expect(watched.seen.images.count == result.totalQueries[0])
        for image in watched.seen.images {
            let distance = attack.norm.distance(image, one.images[0])
            let inside = distance <= Double(radius) * (1 + 1e-6) && image.allSatisfy { (0...1).contains($0) }
            #expect(inside, "\(title(attack)): \(distance) of \(radius)")
        }
    }
}

/// A try reports the margin of its last query, which the search for a radius uses.
@Test(arguments: bounded.indices) func tellsTheMarginAtItsEnd(_ index: Int) throws {
    let attack = bounded[index], batch = try labelled(TanhNet())
    for n in 0..<batch.count {
        let watched = Watching(base: TanhNet()), one = batch.rows([n]), result = try attack(watched, one, radii: [0.05], random)
        let logits = try TanhNet().logits(Tensor(stacking: [watched.seen.images.last!], shape: side))[0], label = one.labels[0]
        let rival = logits.indices.filter { $0 != label }.map { logits[$0] }.max()!
        #expect(result.margins == [logits[label] - rival], "\(title(attack)) image \(n)")
    }
}

@Test(arguments: bounded.indices) func successIsMonotoneInTheRadiusOnALinearClassifier(_ index: Int) throws {
    let attack = bounded[index], model = linear(classes: attack.leastClasses), batch = try labelled(model)
    if attack.isRandomSearch { return }
    var before = batch.labels.map { _ in false }
    for radius in [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3] as [Float] {
        let found = try attack(model, batch, radii: batch.labels.map { _ in radius }, random).found
        for n in found.indices { #expect(found[n] || !before[n], "\(title(attack)) image \(n) radius \(radius)") }
        before = found
    }
    #expect(before.allSatisfy(\.self) || attack.norm == .l1)  // not every l1 ball of radius 3 reaches the boundary
}

@Test func restartsOnlyAdd() throws {
    let model = TanhNet(), batch = try labelled(model, 40), radii = batch.labels.map { _ in Float(0.12) }
    let once = try PGD(norm: .l2, steps: 2, randomStart: true)(model, batch, radii: radii, random)
    let often = try PGD(norm: .l2, steps: 2, randomStart: true, restarts: 8)(model, batch, radii: radii, random)
    for n in 0..<batch.count where once.found[n] { #expect(often.row(n) == once.row(n)) }
    for n in 0..<batch.count where !once.found[n] { #expect(often.totalQueries[n] > once.totalQueries[n]) }
}

/// A result of fewer restarts, continued by the others, is the result of all of them, so a store need not run the first ones again.
@Test(arguments: [PGD(norm: .l2, steps: 2, randomStart: true, restarts: 4), restarted(APGD(norm: .l2, steps: 1), 4)] as [any RestartedAttack])
func moreRestartsContinueFewer(_ attack: any RestartedAttack) throws {
    let model = TanhNet(), batch = try labelled(model, 120)
    var gained = 0, missed = 0
    for radius in [Fraction(1, 30), Fraction(1, 20), Fraction(1, 15), Fraction(1, 12), Fraction(1, 10), Fraction(1, 8)] {
        let whole = Within(radius, of: attack), expected = try whole(model, batch, random), beginnings = whole.beginnings
        #expect(beginnings.map { ($0.of as? any RestartedAttack)?.restarts } == [3, 2, 1])
        for beginning in beginnings {
            let begun = try beginning(model, batch, random), result = try whole(model, batch, random, continuing: begun, of: beginning)
            for n in 0..<batch.count {
                #expect(result.row(n) == expected.row(n) && result.margins[n] == expected.margins[n], "image \(n)")
                #expect(result.distances[n] == expected.distances[n] && result.tried[n] == expected.tried[n])
                #expect(result.zeroGradients[n] == expected.zeroGradients[n])
                if result.found[n] && !begun.found[n] { gained += 1 }
                if !result.found[n] { missed += 1 }
            }
        }
    }
    #expect(gained > 0 && missed > 0, "further restarts must find some images and miss others")
}

@Test func noBeginningWhereRestartsAreNotIndependentOrThereAreNone() {
    var targeted = PGD(randomStart: true, restarts: 3), ranked = APGD(norm: .l2, targets: 3)
    (targeted.target, targeted.goal, ranked.restarts) = (1, .reachTarget, 3)
    for attack in [PGD(randomStart: true), targeted, ranked, FGSM(norm: .l2)] as [any BoundedAttack] {
        #expect(Within(Fraction(1, 10), of: attack).beginnings.isEmpty)
    }
}

private func restarted(_ attack: APGD, _ restarts: Int) -> APGD {
    var attack = attack
    attack.restarts = restarts
    return attack
}

/// Random starts differ between seeds and samples; without them the seed is not used.
@Test func onlyRandomStartsReadTheSeed() throws {
    let model = TanhNet(), batch = try labelled(model), radii = batch.labels.map { _ in Float(0.3) }
    for (start, same) in [(true, false), (false, true)] {
        let attack = PGD(randomStart: start)
        let a = try attack(model, batch, radii: radii, random), b = try attack(model, batch, radii: radii, RandomSource(seed: 8))
        #expect((a.images == b.images) == same)
    }
}
