// The subjects of the laws: linear classifiers, whose least distances are known in closed form, a smooth nonlinear net, and images of which some are
// misclassified. The laws apply to all registered attacks, the bounded ones also in other norms and with restarts.

import Attacks
import Classification
import Declarations
import ElementaryFunctions
import Tensors

let random = RandomSource(seed: 7)
let side = [5, 4, 3]

/// Seeded values of a shape, uniform in low ..< high.
func uniform(_ purpose: String, _ shape: [Int], _ low: Float, _ high: Float) -> Tensor {
    Tensor(
        stacking: (0..<shape[0]).map { row in
            var stream = RandomSource(seed: 11)(purpose).stream(sample: row)
            return (0..<shape.dropFirst().reduce(1, *)).map { _ in stream.uniform(low, high) }
        }, shape: Array(shape.dropFirst()))
}

func linear(classes: Int) -> LinearClassifier { LinearClassifier(weights: uniform("linear \(classes)", [classes, 60], -1, 1)) }

/// z = B tanh(A (x - 1/2)), with its gradient written out.
struct TanhNet: DifferentiableClassifier {
    let a = uniform("a", [12, 60], -1.5, 1.5), b = uniform("b", [4, 12], -1, 1)
    var classes: Int { 4 }

    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        let hidden = (0..<images.count).map { n in
            (0..<12).map { h in Elementary.tanh(zip(a[h], images[n]).reduce(Float(0)) { $0 + $1.0 * ($1.1 - 0.5) }) }
        }
        let logits = hidden.map { hidden in (0..<4).map { k in zip(b[k], hidden).reduce(Float(0)) { $0 + $1.0 * $1.1 } } }
        return try body(Tensor(stacking: logits, shape: [4])) { cotangent in
            Tensor(
                stacking: (0..<images.count).map { n in
                    let inner = (0..<12).map { h in (1 - hidden[n][h] * hidden[n][h]) * (0..<4).reduce(Float(0)) { $0 + cotangent[n][$1] * b[$1][h] }
                    }
                    return (0..<60).map { j in (0..<12).reduce(Float(0)) { $0 + inner[$1] * a[$1][j] } }
                }, shape: side)
        }
    }
}

extension TanhNet: TwiceDifferentiableClassifier {
    /// With h = tanh(A (x - 1/2)), e = (1 - h^2) (B^T c): J^T c = A^T e, whose derivative along v is A^T ((1 - h^2) (B^T c' - 2 h (A v) B^T c)).
    func differentiateTwice<R>(
        _ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor, PullbackDerivative) throws -> R
    ) throws -> R {
        try differentiate(images) { logits, pullback in
            try withoutActuallyEscaping(pullback) { pullback in
                try body(logits, pullback) { direction, cotangent, change in
                    var (slopes, turns, tangents) = ([[Float]](), [[Float]](), [[Float]]())
                    for n in 0..<images.count {
                        let centred: [Float] = images[n].map { $0 - 0.5 }
                        let hidden: [Float] = (0..<12).map { h in Elementary.tanh(product(a[h], centred)) }
                        let slope: [Float] = hidden.map { 1 - $0 * $0 }
                        let along: [Float] = (0..<12).map { h in slope[h] * product(a[h], direction[n]) }
                        slopes.append(slope)
                        turns.append((0..<12).map { h in -2 * hidden[h] * along[h] })
                        tangents.append((0..<4).map { k in product(b[k], along) })
                    }
                    let changed = change(Tensor(stacking: tangents, shape: [4]))
                    var result = Tensor(zeros: images.shape)
                    for n in 0..<images.count {
                        for h in 0..<12 {
                            let column: [Float] = (0..<4).map { k in b[k][h] }
                            let inner = slopes[n][h] * product(column, changed[n]) + turns[n][h] * product(column, cotangent[n])
                            for j in 0..<60 { result.values[n * 60 + j] += inner * a[h][j] }
                        }
                    }
                    return result
                }
            }
        }
    }

    private func product(_ x: [Float], _ y: [Float]) -> Float { zip(x, y).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
}

/// Images of which every fifth has a wrong label; their samples differ from their positions.
func labelled(_ model: some Classifier, _ count: Int = 15) throws -> LabelledImages {
    let images = uniform("images", [count] + side, 0.3, 0.7), predicted = try model.labels(images)
    return LabelledImages(
        images: images, labels: predicted.enumerated().map { $0.offset % 5 == 4 ? ($0.element + 1) % model.classes : $0.element },
        samples: (0..<count).map { 1000 - 7 * $0 })
}

/// Enough steps to converge at this size.
let carliniWagner = CarliniWagner(searches: 4, steps: 300)
let evasive: EvasiveCarliniWagner = {
    var attack = EvasiveCarliniWagner()
    (attack.searches, attack.steps) = (4, 300)
    return attack
}()
/// Fewer blends and steps than Foolbox's.
let boundary: Boundary = {
    var attack = Boundary()
    (attack.blends, attack.steps, attack.directions) = (40, 40, 5)
    return attack
}()

/// A registered attack with as few steps as these small subjects need.
private func shortened(_ attack: any Attack) -> any Attack {
    switch attack {
    case is CarliniWagner: return carliniWagner
    case is EvasiveCarliniWagner: return evasive
    case is Boundary: return boundary
    case is FAB: return FAB(norm: .linf, steps: 30, targets: 3)
    case is Square: return Square(norm: .linf, queries: 200)
    case is AutoAttack: return shortAutoAttack(.linf)
    default: return attack
    }
}
func shortAutoAttack(_ norm: Norm) -> AutoAttack {
    var attack = AutoAttack(norm: norm)
    (attack.steps, attack.targets, attack.boundarySteps, attack.squareQueries) = (10, 2, 8, 30)
    return attack
}

/// The bounded attacks: each registered one, and variants.
let bounded: [any BoundedAttack] =
    attacks.compactMap { shortened($0.init()) as? any BoundedAttack }
    + [
        FGSM(norm: .l2), PGD(norm: .l1, randomStart: true), PGD(norm: .linf, randomStart: true), PGD(norm: .l2, randomStart: false),
        PGD(norm: .l2, steps: 8, stepSize: Fraction(1, 3), randomStart: true, restarts: 3), marginPGD,
        APGD(norm: .l2), Square(norm: .l2, queries: 200), shortAutoAttack(.l2),
    ]

/// With the logit margin instead of the cross-entropy. Losses and targets that need more than two classes have separate tests.
private let marginPGD: PGD = {
    var attack = PGD(norm: .l2, randomStart: false)
    attack.loss = .margin
    return attack
}()

/// Every registered attack as a minimum-norm one, and the variants: a new attack is tested by being in the list.
let searches: [any MinimumNormAttack] =
    attacks.compactMap { shortened($0.init()) as? any MinimumNormAttack }
    + bounded.map { LeastDistance(of: $0) } + [FoolboxSearch(of: FGSM(norm: .l2)), FAB(norm: .l2, steps: 30, targets: 3)]

/// The name of an attack in the message of a failing law.
func title(_ attack: any Attack) -> String { "\(type(of: attack).name) \(attack)" }

extension Adversarials {
    /// All results of a row.
    func row(_ n: Int) -> [UInt32] { images[n].map(\.bitPattern) + [found[n] ? 1 : 0, UInt32(queries[n]), UInt32(totalQueries[n])] }
}

extension Watching: TwiceDifferentiableClassifier where Base: TwiceDifferentiableClassifier {
    func differentiateTwice<R>(
        _ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor, PullbackDerivative) throws -> R
    ) throws -> R {
        for n in 0..<images.count { seen.images.append(images[n]) }
        return try base.differentiateTwice(images, body)
    }
}

extension Attack {
    private var inner: any Attack { (self as? LeastDistance)?.of ?? self }
    /// True for an attack that reads no gradient.
    var readsNoGradient: Bool { self is Boundary || self is Square || self is Noise }
    /// True for an attack whose best success need not be the nearest point that it saw.
    var seesNearerOnes: Bool { inner is EvasiveCarliniWagner || inner is AutoAttack }
    /// True for an attack that also queries another model (here the same one), which is not counted.
    var asksASource: Bool { self is Transfer }
    /// True for an attack that also searches outside the ball.
    var looksOutside: Bool { self is AutoAttack }
    /// True for a random search, whose success at a radius does not imply success at a larger one.
    var isRandomSearch: Bool { self is Square || self is Noise }
    /// The smallest number of classes that it works with.
    var leastClasses: Int { inner is AutoAttack ? 4 : 2 }
    /// True for an attack that does not move where the gradient is zero.
    var staysWithoutGradient: Bool { self is DeepFool || self is DDN || self is FAB || self is Clean }
    /// The largest number of pullbacks per query.
    var pullbacksOfAQuery: Int { self is EvasiveCarliniWagner ? 4 : self is DeepFool ? 3 : 1 }
}

/// Keeps every queried image; used by one thread at a time.
struct Watching<Base: DifferentiableClassifier>: DifferentiableClassifier {
    final class Seen: @unchecked Sendable { var images: [[Float]] = [] }
    let base: Base, seen = Seen()
    var classes: Int { base.classes }
    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        for n in 0..<images.count { seen.images.append(images[n]) }
        return try base.differentiate(images, body)
    }
}
