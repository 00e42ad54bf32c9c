import Classification
import Foundation
import Tensors
import Testing

private let cases: [(logits: [Float], label: Int)] = [
    ([0.3, -1.2, 2.5, 0.1], 0), ([0.3, -1.2, 2.5, 0.1], 2), ([1, 1], 1), ([30, -30, 0], 0), ([30, -30, 0], 1), ([-80, 10, 9.5, 9], 3),
    ([1000, 0, -1000], 2),
]

/// log sum_k exp(z_k - z_y) in Double.
private func crossEntropy(_ z: [Double], _ label: Int) -> Double {
    let peak = z.max()!, top = z.firstIndex(of: peak)!
    return peak - z[label] + log1p(z.indices.filter { $0 != top }.reduce(0) { $0 + exp(z[$1] - peak) })
}

@Test(arguments: cases.indices) func crossEntropyAndItsGradient(_ index: Int) {
    let (logits, label) = cases[index], z = logits.map(Double.init)
    let (values, cotangent) = Loss.crossEntropy(Tensor(stacking: [logits], shape: [logits.count]), [label])
    // Four ulp of Float for the exponentials, their sum and the logarithm.
    let exact = crossEntropy(z, label)
    #expect(abs(Double(values[0]) - exact) <= 5e-7 * exact + 1e-37)
    for k in z.indices {
        let p = exp(z[k] - z[label] - exact), rivals = z.indices.filter { $0 != label }.reduce(0) { $0 + exp(z[$1] - z[label] - exact) }
        let expected = k == label ? -rivals : p
        #expect(abs(Double(cotangent[0][k]) - expected) <= 1e-6 * abs(expected) + 1e-37, "entry \(k)")
    }
}

/// A net that is confident to seven digits still has a gradient.
@Test func aConfidentLossKeepsItsGradient() {
    let (values, cotangent) = Loss.crossEntropy(Tensor(stacking: [[40, 0, 0]], shape: [3]), [0])
    #expect(values[0] > 0 && cotangent[0][0] < 0 && cotangent[0].reduce(0, +) == 0)
}

@Test func marginPicksTheFirstRival() {
    func margin(_ logits: [Float], _ label: Int, _ confidence: Float = 0) -> (Float, [Float]) {
        let (values, cotangent) = Margin(confidence: confidence)(Tensor(stacking: [logits], shape: [logits.count]), [label])
        return (values[0], cotangent[0])
    }
    #expect(margin([3, 1, 2, 2], 0) == (1, [1, 0, -1, 0]))  // the first of equal rivals
    #expect(margin([1, 3, 2], 0) == (0, [0, 0, 0]))  // lost: flat
    #expect(margin([1, 3, 2], 0, 5) == (-2, [1, -1, 0]))  // lost, by less than is asked
    #expect(margin([1, 9, 2], 0, 5) == (-5, [0, 0, 0]))
    #expect(margin([2, 2], 1) == (0, [0, 0]))
}

private func == (a: (Float, [Float]), b: (Float, [Float])) -> Bool { a.0 == b.0 && a.1 == b.1 }

/// Naive references of the losses in Double; `target` nil: the untargeted form.
private func reference(_ loss: Loss, _ z: [Double], _ label: Int, _ target: Int?) -> Double {
    func rival(_ k: Int) -> Double { z.indices.filter { $0 != k }.map { z[$0] }.max()! }
    let sorted = z.sorted(by: >)
    switch (loss, target) {
    case (.crossEntropy, let target): return target.map { -crossEntropy(z, $0) } ?? crossEntropy(z, label)
    case (.margin, let target): return target.map { z[$0] - rival($0) } ?? rival(label) - z[label]
    case (.differenceOfLogitsRatio, nil): return -(z[label] - rival(label)) / (sorted[0] - sorted[2])
    case (.differenceOfLogitsRatio, let target?): return -(z[label] - z[target]) / (sorted[0] - (sorted[2] + sorted[3]) / 2)
    }
}

private let smooth: [[Float]] = [
    [0.3, -1.2, 2.5, 0.1], [1, 0.5, -3, 2], [-0.7, 4, 3.9, 1.1, 0.2], [12, -5, 3, 7, 6.5, -9], [0.01, 0.02, 0.03, 0.05],
]

/// Away from ties, every loss in both forms equals its definition, and its cotangent is the slope of that definition.
@Test(arguments: Loss.allCases, [false, true]) func everyLossIsItsDefinitionAndItsCotangentTheSlope(_ loss: Loss, _ targeted: Bool) {
    for logits in smooth {
        for label in logits.indices {
            for target in targeted ? logits.indices.filter({ $0 != label }).map(Optional.some) : [nil] {
                let z = logits.map(Double.init),
                    (values, cotangent) = loss(
                        Tensor(stacking: [logits], shape: [logits.count]), [label], targets: target.map { [$0] })
                let exact = reference(loss, z, label, target)
                #expect(abs(Double(values[0]) - exact) <= 2e-6 * max(1, abs(exact)), "\(loss) \(logits) \(label) \(String(describing: target))")
                let h = 1e-6
                for k in z.indices {
                    var (up, down) = (z, z)
                    up[k] += h
                    down[k] -= h
                    let slope = (reference(loss, up, label, target) - reference(loss, down, label, target)) / (2 * h)
                    // The slopes of the ratio are of order 1 / spread; central differences are off by 1e-8 of it, Float by 1e-6.
                    let size = loss == .differenceOfLogitsRatio ? 1 + 1 / (z.max()! - z.sorted(by: >)[2]) : 1
                    let close = abs(Double(cotangent[0][k]) - slope) <= 1e-5 * size
                    #expect(close, "\(loss) \(logits) \(label) \(String(describing: target)) entry \(k): \(cotangent[0][k]), \(slope)")
                }
            }
        }
    }
}

/// z = (1000, 0, -1000) saturates the softmax in Float: the cross-entropy has no slope left, the losses on differences of logits do.
@Test func onlyTheCrossEntropySaturates() {
    let logits = Tensor(stacking: [[1000, 0, -1000]], shape: [3])
    #expect(Loss.crossEntropy(logits, [0]).cotangent[0] == [0, 0, 0])
    #expect(Loss.margin(logits, [0]).cotangent[0] == [-1, 1, 0])
    #expect(Loss.differenceOfLogitsRatio(logits, [0]).cotangent[0].contains { $0 != 0 })
}

/// Scaling the logits changes neither the sign nor the size of the ratio; with equal logits, whose spread is 0, it is the plain margin.
@Test func theRatioHasNoScale() {
    func value(_ z: [Float], _ target: Int? = nil) -> (Float, [Float]) {
        let (values, cotangent) = Loss.differenceOfLogitsRatio(Tensor(stacking: [z], shape: [z.count]), [0], targets: target.map { [$0] })
        return (values[0], cotangent[0])
    }
    #expect(value([4, 2, 1, 0]).0 == value([1024, 512, 256, 0]).0 && value([4, 2, 1, 0], 2).0 == value([1024, 512, 256, 0], 2).0)
    #expect(value([1, 1, 1]) == (0, [-1, 1, 0]))
    #expect(value([0, 2, 2, 2]) == (2, [-1, 1, 0, 0]))
    #expect(value([1, 1, 1, 1], 3) == (0, [-1, 0, 0, 1]))
}

@Test func largestOfEqualsComeInOrder() {
    #expect([Float]([2, 7, 7, 1]).largest(3) == [1, 2, 0])
    #expect([Float]([2, 7]).largest(5) == [1, 0] && [Float]().largest(1).isEmpty)
}

@Test func lossesAreTakenRowByRow() {
    let rows = cases.filter { $0.logits.count == 3 }, logits = Tensor(stacking: rows.map(\.logits), shape: [3])
    for loss in Loss.allCases {
        let all = loss(logits, rows.map(\.label))
        for n in rows.indices {
            let one = loss(logits.rows([n]), [rows[n].label])
            #expect(one.values[0] == all.values[n] && one.cotangent[0] == all.cotangent[n])
        }
    }
}

@Test func softmaxSumsToOne() {
    for (logits, _) in cases { #expect(abs(softmax(logits).reduce(0, +) - 1) < 1e-6) }
    #expect(softmax([5, 5]) == [0.5, 0.5])
}
