import Attacks
import Classification
import Declarations
import Foundation
import Tensors
import Testing

/// The algorithm of the authors' code, for one image, in Double; returns the distance of the nearest success.
private func slow(_ model: TanhNet, _ image: [Float], _ label: Int, steps: Int) throws -> Double {
    func ask(_ x: [Double]) throws -> (isWrong: Bool, gradient: [Double]) {
        let point = Tensor(stacking: [x.map { Float($0) }], shape: side)
        return try model.differentiate(point) { logits, pullback in
            let gradient = try pullback(Loss.crossEntropy(logits, [label]).cotangent)[0].map { Double($0) }
            return (logits[0].firstIndexOfMaximum != label, gradient)
        }
    }
    func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let origin = image.map { Double($0) }
    var x = origin, radius = 1.0, least = Double.infinity
    for k in 0..<steps {
        let (isWrong, gradient) = try ask(x), move = zip(x, origin).map { $0 - $1 }
        if isWrong { least = min(least, length(move)) }
        let alpha = 0.01 + 0.99 * (1 + cos(.pi * Double(k) / Double(steps))) / 2
        radius *= isWrong ? 0.95 : 1.05
        let next = zip(move, gradient).map { $0 + alpha * $1 / length(gradient) }
        x = zip(origin, next).map { min(max($0 + radius * $1 / length(next), 0), 1) }
    }
    if try ask(x).isWrong { least = min(least, length(zip(x, origin).map { $0 - $1 })) }
    return least
}

@Test func decoupledDirectionAndNormAgreesWithAnObviousVersion() throws {
    let model = TanhNet(), batch = try labelled(model), result = try DDN()(model, batch, random)
    for n in 0..<batch.count where n % 5 != 4 {
        let expected = try slow(model, batch.images[n], batch.labels[n], steps: 100)
        // A step where only one version errs, by rounding, changes the final radius by about a tenth of a per cent.
        #expect(result.found[n] && abs(result.distances[n] - expected) < 0.02 * expected, "image \(n): \(result.distances[n]), \(expected)")
        #expect(result.totalQueries[n] == 101)
    }
}

/// Where a saturated softmax has zero gradient, the remedy follows the margin's gradient; without the remedy the image stays.
@Test func saturationIsLeftByTheMargin() throws {
    let model = LinearClassifier(weights: Tensor(shape: [2, 2], values: [1000, 0, 0, 1000]))
    let image = LabelledImages(images: Tensor(shape: [1, 1, 2, 1], values: [0.6, 0.4]), labels: [0], samples: [3])
    var attack = DDN()
    let result = try attack(model, image, random)
    #expect(result.found[0] && result.distances[0] < 0.15 && result.zeroGradients[0] > 0)
    attack.zeroGradient = .stay
    let still = try attack(model, image, random)
    #expect(!still.found[0] && still.zeroGradients == [100] && still.totalQueries == [101])
}
