import Classification
import Declarations
import ElementaryFunctions
import Foundation
import Observations
import Tensors
import Testing

/// z = B tanh(scale A x), small enough for a Double reference.
private struct Net: DifferentiableClassifier {
    var scale: Float = 1
    let a = values("a", [7, 24]), b = values("b", [5, 7])
    var classes: Int { 5 }
    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        let hidden = (0..<images.count).map { n in
            (0..<7).map { h in Elementary.tanh(scale * zip(a[h], images[n]).reduce(Float(0)) { $0 + $1.0 * $1.1 }) }
        }
        let logits = hidden.map { hidden in (0..<5).map { k in 4 * scale * zip(b[k], hidden).reduce(Float(0)) { $0 + $1.0 * $1.1 } } }
        return try body(Tensor(stacking: logits, shape: [5])) { cotangent in
            Tensor(
                stacking: (0..<images.count).map { n in
                    let inner = (0..<7).map { h in (1 - hidden[n][h] * hidden[n][h]) * (0..<5).reduce(Float(0)) { $0 + cotangent[n][$1] * b[$1][h] } }
                    return (0..<24).map { j in 4 * scale * scale * (0..<7).reduce(Float(0)) { $0 + inner[$1] * a[$1][j] } }
                }, shape: [2, 4, 3])
        }
    }
    /// The logits in Double.
    func reference(_ x: [Double]) -> [Double] {
        let scale = Double(scale)
        let hidden = (0..<7).map { h in tanh(scale * zip(a[h], x).reduce(0) { $0 + Double($1.0) * $1.1 }) }
        return (0..<5).map { k in 4 * scale * zip(b[k], hidden).reduce(0) { $0 + Double($1.0) * $1.1 } }
    }
}

private func values(_ purpose: String, _ shape: [Int], _ low: Float = -1, _ high: Float = 1) -> Tensor {
    var stream = RandomSource(seed: 3)(purpose).stream(sample: 0)
    return Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in stream.uniform(low, high) })
}
private func batch(_ count: Int) -> LabelledImages {
    LabelledImages(images: values("images", [count, 2, 4, 3], 0, 1), labels: (0..<count).map { $0 % 5 }, samples: (0..<count).map { 50 + 3 * $0 })
}

/// The Euclidean norm of the gradient by central differences in Double.
private func gradientNorm(at x: [Double], _ f: ([Double]) -> Double) -> Double {
    let h = 1e-5
    return x.indices.reduce(0) { sum, j in
        var (up, down) = (x, x)
        up[j] += h
        down[j] -= h
        let slope = (f(up) - f(down)) / (2 * h)
        return sum + slope * slope
    }.squareRoot()
}
private func softmax(_ z: [Double], _ k: Int) -> Double { 1 / z.reduce(0) { $0 + exp($1 - z[k]) } }

/// Central differences leave about 1e-9 of the largest slope, Float about 1e-6 of each.
@Test(arguments: [0.2, 1, 1.5] as [Float]) func normsAreThoseOfCentralDifferences(_ scale: Float) throws {
    let model = Net(scale: scale), batch = batch(12), rows = try GradientNorms()(model, batch)
    for n in 0..<batch.count {
        let x = batch.images[n].map(Double.init), y = batch.labels[n]
        let loss = gradientNorm(at: x) {
            let z = model.reference($0); return log(z.reduce(0) { $0 + exp($1 - z[y]) })
        }
        let probabilities = (0..<5).map { k in gradientNorm(at: x) { softmax(model.reference($0), k) } }.max()!
        let logits = (0..<5).map { k in gradientNorm(at: x) { model.reference($0)[k] } }.max()!
        for (measured, expected) in zip(rows[n], [loss, probabilities, logits]) {
            #expect(abs(Double(measured) - expected) <= 2e-4 * expected + 1e-7 * logits, "image \(n): \(measured), \(expected)")
        }
    }
}

/// A net that is confident to thirteen digits: the tiny gradients of probabilities and loss are still right to five digits.
@Test func aConfidentNetKeepsItsDigits() throws {
    let weights = Tensor(shape: [3, 4], values: [40, -7, 3, 11, 5, 9, -2, 6, 12, 1, 8, -4])
    let images = Tensor(shape: [1, 2, 2, 1], values: [0.9, 0.1, 0.3, 0.4]), w = (0..<3).map { weights[$0].map(Double.init) }
    let z = w.map { zip($0, images.values).reduce(0) { $0 + $1.0 * Double($1.1) } }, p = (0..<3).map { softmax(z, $0) }
    #expect(p[0] < 1 && 1 - p[0] < 1e-9)
    func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    // grad p_k = p_k sum_j p_j (w_k - w_j); grad l = sum_j p_j (w_j - w_y)
    func towards(_ k: Int) -> Double { norm((0..<4).map { i in (0..<3).filter { $0 != k }.reduce(0) { $0 + p[$1] * (w[k][i] - w[$1][i]) } }) }
    let expected = [towards(0), (0..<3).map { p[$0] * towards($0) }.max()!, w.map(norm).max()!]
    let row = try GradientNorms()(LinearClassifier(weights: weights), LabelledImages(images: images, labels: [0], samples: [0]))[0]
    for (measured, expected) in zip(row, expected) { #expect(abs(Double(measured) - expected) <= 1e-5 * expected, "\(measured), \(expected)") }
}

/// T7: two classes whose margin is w x. The gradient of the probabilities is p (1 - p) ||w||: .25 ||w|| at p = .5 and .0099 ||w|| at p = .99, so it
/// measures the confidence as much as the slope.
@Test(arguments: [(0.5, 0.25), (0.99, 0.0099)]) func theGradientOfTheProbabilitiesFallsWithConfidence(_ p: Double, _ share: Double) throws {
    let w: [Double] = [3, -2, 0.5, 1], x: [Double] = [0.5, 0.5, 0.5, 0.5], margin = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }
    // The last pixel is adjusted to bring the margin to log(p / (1 - p)).
    let pixels = x.dropLast() + [x[3] + (log(p / (1 - p)) - margin) / w[3]], images = Tensor(shape: [1, 2, 2, 1], values: pixels.map(Float.init))
    let model = LinearClassifier(weights: Tensor(shape: [2, 4], values: (w + [0, 0, 0, 0]).map(Float.init)))
    let row = try GradientNorms()(model, LabelledImages(images: images, labels: [0], samples: [0]))[0]
    let norm = w.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(Double(row[1]) - share * norm) <= 1e-5 * norm && abs(Double(row[2]) - norm) <= 1e-6 * norm)
}

/// T3: where the softmax is exactly 1 and 0, the gradients of loss and probabilities are zeros, not NaN, and that of the logits is untouched.
@Test func saturationGivesZeros() throws {
    let model = LinearClassifier(weights: Tensor(shape: [2, 2], values: [1000, 0, 0, 1000]))
    let image = Tensor(shape: [1, 1, 2, 1], values: [0.6, 0.4])
    #expect(try GradientNorms()(model, LabelledImages(images: image, labels: [0], samples: [0])) == [[0, 0, 1000]])
    // For a wrong prediction the gradient of the loss is that of the margin.
    let wrong = try GradientNorms()(model, LabelledImages(images: image, labels: [1], samples: [0]))[0]
    #expect(abs(wrong[0] - 1000 * Float(2).squareRoot()) < 1e-3 && wrong[1] == 0)
}

@Test func sameBitsAloneAndInAnyBatch() throws {
    let model = Net(), batch = batch(140), rows = try GradientNorms()(model, batch)  // more than a chunk
    for n in [0, 5, 127, 128, 139] { #expect(try GradientNorms()(model, batch.rows([n])) == [rows[n]]) }
    #expect(try GradientNorms()(model, batch.rows(Array((0..<140).reversed()))) == rows.reversed())
}

@Test func oneForwardAndKBackwardPasses() throws {
    let counter = QueryCounter(), batch = batch(140)
    _ = try GradientNorms()(CountingQueries(Net(), counter), batch)
    #expect(counter.images == 140 && counter.pullbacks == 5 * 140)
}

@Test func notANumberNamesTheSample() {
    var batch = batch(4)
    batch.images.values[2 * 24] = .nan
    #expect(throws: NotANumber("logits", sample: 56)) { try GradientNorms()(Net(), batch) }
}

/// The bits of every registered observation on a fixed net. A change fails here until the version of the observation (or of the numerics) is raised
/// and the file is recorded again: delete it, run once, which fails, then run again.
@Test func bitsAreThoseRecorded() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens/observations.txt")
    let lines = try observations.map { type in
        let bits = try type.init()(Net(), batch(6)).joined().map { String($0.bitPattern, radix: 16) }
        return "\(type.name) version \(type.version) numerics \(Numerics.evaluation) " + bits.joined(separator: " ")
    }
    let found = lines.joined(separator: "\n") + "\n"
    guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
        try found.write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(file.lastPathComponent); run again")
        return
    }
    #expect(found == recorded)
}

@Test func everyObservationNamesItsColumns() throws {
    for type in observations { #expect(try type.init()(Net(), batch(3)).map(\.count) == [Int](repeating: type.columns.count, count: 3)) }
}
