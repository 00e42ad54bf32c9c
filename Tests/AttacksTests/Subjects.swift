// What the laws are tried on: linear classifiers, whose least distances are known in closed form, a smooth nonlinear net, and images of which some
// are wrong already. The attacks under law are the registered ones; bounded ones are also taken in the other norms and with restarts.

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

/// Images of which every fifth carries a label that the model gives to another class; their samples are no positions.
func labelled(_ model: some Classifier, _ count: Int = 15) throws -> LabelledImages {
    let images = uniform("images", [count] + side, 0.3, 0.7), predicted = try model.labels(images)
    return LabelledImages(
        images: images, labels: predicted.enumerated().map { $0.offset % 5 == 4 ? ($0.element + 1) % model.classes : $0.element },
        samples: (0..<count).map { 1000 - 7 * $0 })
}

/// Enough steps to converge at this size.
let carliniWagner = CarliniWagner(searches: 4, steps: 300)

/// The bounded attacks: each registered one, and variants.
let bounded: [any BoundedAttack] =
    attacks.compactMap { $0.init() as? any BoundedAttack }
    + [
        FGSM(norm: .l2), PGD(norm: .l1, randomStart: true), PGD(norm: .linf, randomStart: true), PGD(norm: .l2, randomStart: false),
        PGD(norm: .l2, steps: 8, stepSize: Fraction(1, 3), randomStart: true, restarts: 3), marginPGD,
    ]

/// On the logit margin instead of the cross-entropy. Losses and targets that need more classes than two have their own tests.
private let marginPGD: PGD = {
    var attack = PGD(norm: .l2, randomStart: false)
    attack.loss = .margin
    return attack
}()

/// Every registered attack as a minimum-norm one, and the variants: a new attack is tested by being in the list.
let searches: [any MinimumNormAttack] =
    attacks.compactMap { $0.init() as? any MinimumNormAttack }.map { $0 is CarliniWagner ? carliniWagner : $0 }
    + bounded.map { LeastDistance(of: $0) } + [FoolboxSearch(of: FGSM(norm: .l2))]

/// The name of an attack in the message of a failing law.
func title(_ attack: any Attack) -> String { "\(type(of: attack).name) \(attack)" }

extension Adversarials {
    /// A row's everything.
    func row(_ n: Int) -> [UInt32] { images[n].map(\.bitPattern) + [found[n] ? 1 : 0, UInt32(queries[n]), UInt32(totalQueries[n])] }
}

/// Keeps every image that a model is asked about; used by one thread at a time.
struct Watching<Base: DifferentiableClassifier>: DifferentiableClassifier {
    final class Seen: @unchecked Sendable { var images: [[Float]] = [] }
    let base: Base, seen = Seen()
    var classes: Int { base.classes }
    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        for n in 0..<images.count { seen.images.append(images[n]) }
        return try base.differentiate(images, body)
    }
}
