import Classification
import Foundation
import Observations
import Tensors
import Testing

/// Rounding of float32 through a softmax of a few classes.
private let rounding = 1e-5

private func estimate(_ weights: [[Double]], _ image: [Double], _ label: Int) throws -> Double {
    let model = LinearClassifier(weights: Tensor(stacking: weights.map { $0.map(Float.init) }, shape: [weights[0].count]))
    let images = Tensor(shape: [1, 1, image.count, 1], values: image.map(Float.init))
    return Double(try FirstOrderDistance()(model, LabelledImages(images: images, labels: [label], samples: [7]))[0][0])
}

@Suite struct FirstOrderDistanceTests {
    /// (log K - l) / ||grad l|| in Double, with grad l = sum_k p_k (w_k - w_y): for a correct prediction, and for a wrong one that is nearly
    /// undecided.
    @Test(arguments: [(0, true), (1, false)]) func itIsEquation37(label: Int, isRight: Bool) throws {
        let weights: [[Double]] = [[2, -1, 0.5], [1.5, 0.5, 0.25], [-1, 0.25, 2]], image = [0.75, 0.25, 0.5]
        let z = weights.map { zip($0, image).reduce(0) { $0 + $1.0 * $1.1 } }, loss = log(z.reduce(0) { $0 + exp($1 - z[label]) })
        #expect((z[label] == z.max()) == isRight && loss < log(3))
        let p = z.map { exp($0 - z[label] - loss) }
        let gradient = (0..<3).map { j in (0..<3).reduce(0) { $0 + p[$1] * (weights[$1][j] - weights[label][j]) } }
        let expected = (log(3) - loss) / gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(try estimate(weights, image, label) / expected - 1) < rounding)
    }

    /// With two classes the loss is nearly linear close to the boundary: the estimate is the distance there, and exceeds it farther away.
    @Test func closeToTheBoundaryItIsTheDistance() throws {
        // The normal has norm 5; the boundary passes through (0.5, 0.375).
        let weights: [[Double]] = [[3, -4], [0, 0]]
        func share(_ distance: Double) throws -> Double { try estimate(weights, [0.5 + 0.6 * distance, 0.375 - 0.8 * distance], 0) / distance }
        #expect(abs(try share(0.01) - 1) < 0.03)
        #expect(try share(0.3) > 1.5)
    }

    /// Above log K the prediction is worse than a guess.
    @Test func itIsZeroAboveTheLimit() throws {
        #expect(try estimate([[3, -4], [0, 0]], [0.75, 0.25], 1) == 0)
    }

    /// Where the softmax is saturated, the flat loss predicts no adversarial image at any distance.
    @Test func itIsInfiniteWhereTheLossIsFlat() throws {
        #expect(try estimate([[1000, 0], [0, 1000]], [0.75, 0.25], 0) == .infinity)
    }

    @Test func sameBitsInAnyBatchAndTwoPassesAnImage() throws {
        let weights = Tensor(shape: [3, 4], values: (0..<12).map { Float(($0 * 7) % 5) - 2 }), model = LinearClassifier(weights: weights)
        let images = Tensor(shape: [140, 2, 2, 1], values: (0..<560).map { Float(($0 * 37) % 101) / 100 })
        let batch = LabelledImages(images: images, labels: (0..<140).map { $0 % 3 }, samples: Array(0..<140)), counter = QueryCounter()
        let rows = try FirstOrderDistance()(CountingQueries(model, counter), batch)
        #expect(counter.images == 140 && counter.pullbacks == 140)
        for n in [0, 127, 128, 139] { #expect(try FirstOrderDistance()(model, batch.rows([n])) == [rows[n]]) }
    }

    @Test func notANumberNamesTheSample() {
        #expect(throws: NotANumber("logits", sample: 7)) { try estimate([[1, 0], [0, 1]], [.nan, 0.5], 0) }
    }
}
