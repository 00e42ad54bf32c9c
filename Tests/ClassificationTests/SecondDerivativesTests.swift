import Classification
import Tensors
import Testing

private let logits = Tensor(shape: [2, 3], values: [0.3, -0.2, 1.1, 2, 0.5, -1]), tangent = Tensor(shape: [2, 3], values: [1, -2, 0.5, 0.1, 3, -1])

/// Central differences of the cotangent, for any label.
@Test func theCrossEntropysCotangentChangesAsItsDerivativeSays() {
    let exact = Loss.crossEntropyChange(logits, along: tangent), h: Float = 1e-2
    for label in 0..<3 {
        func cotangent(_ sign: Float) -> [Float] {
            let moved = Tensor(shape: logits.shape, values: zip(logits.values, tangent.values).map { $0 + sign * h * $1 })
            return Loss.crossEntropy(moved, [label, label]).cotangent.values
        }
        for ((up, down), change) in zip(zip(cotangent(1), cotangent(-1)), exact.values) { #expect(abs((up - down) / (2 * h) - change) < 1e-3) }
    }
}

/// A saturated softmax does not change.
@Test func saturationHasNoCurvature() {
    let certain = Tensor(shape: [1, 3], values: [0, 500, 0]), change = Loss.crossEntropyChange(certain, along: tangent.rows([0]))
    #expect(change.values == [0, 0, 0])
}

@Test func secondDerivativesOfALinearClassifierComeFromTheLossAlone() throws {
    let model = LinearClassifier(weights: Tensor(shape: [3, 2], values: [1, 0, 0, 1, 1, 0])), counter = QueryCounter()
    let images = Tensor(shape: [2, 1, 1, 2], values: [0.9, 0.2, 0.1, 0.7]), direction = Tensor(shape: [2, 1, 1, 2], values: [1, 2, 3, 4])
    let derivative = try CountingQueries(model, counter).differentiateTwice(images) { logits, pullback, derivative in
        #expect(try logits == model.logits(images) && pullback(logits).shape == images.shape)
        return try derivative(direction, logits) { tangent in
            #expect(tangent.values == [1, 2, 1, 3, 4, 3])
            return Tensor(shape: [2, 3], values: [1, 0, 0, 0, 1, 2])
        }
    }
    #expect(derivative.values == [1, 0, 2, 1])
    #expect(counter.images == 2 && counter.pullbacks == 2 + 4)
}
