import Attacks
import Classification
import Declarations
import Tensors
import Testing

private func pgd(_ loss: Loss, target: Int? = nil, goal: Goal = .leaveLabel) -> PGD {
    var attack = PGD(norm: .l2, randomStart: false)
    (attack.loss, attack.target, attack.goal) = (loss, target, goal)
    return attack
}

/// With two classes every loss has the same direction, so the choice of the loss changes no distance.
@Test func everyLossFindsTheNearestPointOfALine() throws {
    let model = linear(classes: 4), batch = try labelled(model)
    let reference = try LeastDistance(of: pgd(.crossEntropy))(model, batch, random)
    for loss in Loss.allCases {
        let result = try LeastDistance(of: pgd(loss))(model, batch, random)
        #expect(result.found == reference.found)
        // On four planes the nearest one need not be the one that the cross-entropy's direction reaches first.
        for n in 0..<batch.count { #expect(result.distances[n] <= 1.5 * reference.distances[n], "\(loss) image \(n)") }
    }
}

/// A target at rank r is the r-th of the other classes at the original image; a success is an image of that class, through every wrapper.
@Test(arguments: Loss.allCases, [1, 2, 3]) func aTargetIsReached(_ loss: Loss, _ rank: Int) throws {
    let attack = pgd(loss, target: rank, goal: .reachTarget), model = TanhNet(), batch = try labelled(model), logits = try model.logits(batch.images)
    let targets = (0..<batch.count).map { n in
        logits[n].indices.filter { $0 != batch.labels[n] }.sorted { logits[n][$0] > logits[n][$1] }[rank - 1]
    }
    let predicted = try model.labels(batch.images)
    for search in [LeastDistance(of: attack), FoolboxSearch(of: attack), Within(Fraction(3), of: attack)] as [any MinimumNormAttack] {
        let result = try search(model, batch, random), answers = try model.labels(result.images)
        #expect(result.targets == targets)
        #expect(result.found.filter(\.self).count > batch.count / 2, "\(title(search))")
        for n in 0..<batch.count {
            #expect(!result.found[n] || answers[n] == targets[n], "\(title(search)) image \(n)")
            // A misclassified original is not yet a success: it counts as found only if it is predicted as the target class.
            #expect((result.distances[n] == 0) == (predicted[n] == targets[n]), "\(title(search)) image \(n)")
        }
        #expect(try verify(model, batch, result, norm: .l2).allSatisfy(\.holds), "\(title(search))")
    }
}

/// On planes the distance to a target class has a closed form too, and no attack goes below it.
@Test func aTargetIsNoNearerThanItsPlane() throws {
    let model = linear(classes: 4), batch = try labelled(model), logits = try model.logits(batch.images)
    for rank in 1...3 {
        let result = try LeastDistance(of: pgd(.margin, target: rank, goal: .reachTarget))(model, batch, random),
            targets = try #require(result.targets)
        for n in 0..<batch.count where result.found[n] {
            let (y, t) = (logits[n].firstIndexOfMaximum, targets[n])
            if y == t { continue }
            let plane = Double(logits[n][y] - logits[n][t]) / Double(Norm.l2(zip(model.weights[y], model.weights[t]).map { $0 - $1 }))
            #expect(result.distances[n] >= plane * (1 - 1e-4), "rank \(rank) image \(n)")
        }
    }
}

/// A target without the goal to reach it only steers: any misclassification counts, and misclassified originals count as found.
@Test func steeringIsNotTheGoal() throws {
    let model = TanhNet(), batch = try labelled(model), result = try LeastDistance(of: pgd(.differenceOfLogitsRatio, target: 2))(model, batch, random)
    #expect(result.targets == nil && result.found.allSatisfy(\.self))
    for n in stride(from: 4, to: batch.count, by: 5) { #expect(result.distances[n] == 0) }
    #expect(try verify(model, batch, result, norm: .l2).allSatisfy(\.holds))
}

@Test func tooFewClassesAreNamed() throws {
    let model = linear(classes: 2), batch = try labelled(model)
    for (attack, needed) in [
        (pgd(.differenceOfLogitsRatio), 3), (pgd(.differenceOfLogitsRatio, target: 1), 4), (pgd(.crossEntropy, target: 2, goal: .reachTarget), 3),
    ] {
        #expect(throws: TooFewClasses(needed: needed, classes: 2)) { try attack(model, batch, radii: batch.labels.map { _ in 1 }, random) }
        #expect(throws: TooFewClasses(needed: needed, classes: 2)) { try LeastDistance(of: attack)(model, batch, random) }
        #expect(throws: TooFewClasses(needed: needed, classes: 2)) { try FoolboxSearch(of: attack)(model, batch, random) }
    }
}

/// A manifest can declare a loss, a target and a goal; their defaults do not change a key.
@Test func anAimIsReadFromAManifest() throws {
    let attack = pgd(.differenceOfLogitsRatio, target: 3, goal: .reachTarget),
        written = try Tree(of: Declared<any BoundedAttack>(wrappedValue: attack))
    let read = try Reader(types: attacks).read(Declared<any BoundedAttack>.self, from: written).wrappedValue
    #expect((read as? PGD)?.aim == Aim(loss: .differenceOfLogitsRatio, target: 3, goal: .reachTarget))
    #expect(PGD().aim == Aim() && FGSM().aim == Aim())
}
