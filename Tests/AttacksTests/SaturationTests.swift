import Attacks
import Classification
import Tensors
import Testing

/// z = scale (x1, x2): from an image (.6, .4) the boundary is .2 / sqrt 2 away at any scale.
private func steep(_ scale: Float) -> LinearClassifier { LinearClassifier(weights: Tensor(shape: [2, 2], values: [scale, 0, 0, scale])) }
private let image = LabelledImages(images: Tensor(shape: [1, 1, 2, 1], values: [0.6, 0.4]), labels: [0], samples: [3])
private let least = 0.2 / 2.0.squareRoot()
/// The precision of the search, and the rounding of logits of a few hundred in Float.
private let tolerance = 0.011

private let remedied: [any BoundedAttack] = [
    PGD(norm: .l2, randomStart: false), PGD(norm: .l2, randomStart: true), FGSM(norm: .l2), l2IteratedFGSM(.followMargin),
    APGD(norm: .l2),
]
private func l2IteratedFGSM(_ zeroGradient: ZeroGradient) -> IteratedFGSM {
    var attack = IteratedFGSM()
    (attack.norm, attack.zeroGradient) = (.l2, zeroGradient)
    return attack
}

/// At a scale of 1000 the softmax is exactly 1 and 0 and the gradient of its cross-entropy zero, yet the boundary is near.
@Test(arguments: remedied.indices) func saturationIsNotRobustness(_ index: Int) throws {
    let attack = remedied[index], result = try LeastDistance(of: attack)(steep(1000), image, random)
    #expect(result.found[0] && abs(result.distances[0] - least) <= tolerance * least, "\(title(attack)): \(result.distances[0])")
    // A random start may succeed at once, before any gradient is computed.
    #expect(
        result.zeroGradients[0] > 0 || attack is APGD || (attack as? PGD)?.randomStart == true,
        "\(title(attack)) does not say that gradients were zero")
}

/// An attack that stays put finds nothing there, as in libraries without a remedy, and reports how often the gradient was zero.
@Test func whatStaysPutIsCounted() throws {
    for (attack, zeros) in [(l2IteratedFGSM(.stay) as any BoundedAttack, 10), (pgd(.stay), 40)] {
        let result = try attack(steep(1000), image, radii: [1], random)
        #expect(!result.found[0] && result.zeroGradients == [zeros] && result.totalQueries == [zeros + 1])
        let searched = try FoolboxSearch(of: attack)(steep(1000), image, random)
        #expect(!searched.found[0] && searched.distances == [.infinity] && searched.zeroGradients == [20 * zeros], "\(title(attack))")
    }
    func pgd(_ zeroGradient: ZeroGradient) -> PGD {
        var attack = PGD(randomStart: false)
        attack.zeroGradient = zeroGradient
        return attack
    }
}

/// The margin never saturates, and neither does an attack on it; nonzero gradients are not counted.
@Test func nothingIsCountedWithoutZeroGradients() throws {
    let certain = try CarliniWagner(searches: 5, steps: 200)(steep(1000), image, random)
    #expect(certain.found[0] && abs(certain.distances[0] - least) <= 0.02 * least && certain.zeroGradients == [0])
    let unsure = try LeastDistance(of: PGD(norm: .l2, randomStart: false))(steep(10), image, random)
    #expect(unsure.found[0] && unsure.zeroGradients == [0])
    let flat = LinearClassifier(weights: Tensor(zeros: [2, 2]))
    #expect(try CarliniWagner(searches: 1, steps: 10)(flat, image, random).zeroGradients[0] > 0)
}

/// The remedy affects only images whose gradient is zero: the others of a batch keep their bits.
@Test func theRemedyTouchesNoOtherImage() throws {
    let model = steep(1000), near = Tensor(shape: [1, 1, 2, 1], values: [0.502, 0.5])
    let batch = LabelledImages(images: Tensor(shape: [2, 1, 2, 1], values: [0.6, 0.4] + near.values), labels: [0, 0], samples: [3, 4])
    let one = LabelledImages(images: near, labels: [0], samples: [4]), stays = l2IteratedFGSM(.stay), moves = l2IteratedFGSM(.followMargin)
    let together = try moves(model, batch, radii: [0.2, 0.2], random), alone = try stays(model, one, radii: [0.2], random)
    #expect(together.row(1) == alone.row(0) && together.zeroGradients[0] > 0 && together.zeroGradients[1] == 0)
}

/// T6: a gradient is not a distance. Both nets have their boundary at .1414; the gradient of the loss is 1.686 at scale 10 and .637 at scale 1.
@Test func aGradientIsNoDistance() throws {
    for (scale, expected) in [(10, 1.686), (1, 0.637)] as [(Float, Double)] {
        let model = steep(scale), result = try LeastDistance(of: PGD(norm: .l2, randomStart: false))(model, image, random)
        #expect(abs(result.distances[0] - 0.1414) <= tolerance * 0.1414)
        let gradient = try model.differentiate(image.images) { logits, pullback in try pullback(Loss.crossEntropy(logits, [0]).cotangent) }
        #expect(abs(Double(Norm.l2(gradient[0])) - expected) < 5e-4)
    }
}
