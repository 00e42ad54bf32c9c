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

/// A net that is sure of itself to seven digits still has a gradient.
@Test func aConfidentLossKeepsItsGradient() {
    let (values, cotangent) = Loss.crossEntropy(Tensor(stacking: [[40, 0, 0]], shape: [3]), [0])
    #expect(values[0] > 0 && cotangent[0][0] < 0 && cotangent[0].reduce(0, +) == 0)
}

@Test func marginPicksTheFirstRival() {
    func margin(_ logits: [Float], _ label: Int, _ confidence: Float = 0) -> (Float, [Float]) {
        let (values, cotangent) = Loss.margin(confidence: confidence)(Tensor(stacking: [logits], shape: [logits.count]), [label])
        return (values[0], cotangent[0])
    }
    #expect(margin([3, 1, 2, 2], 0) == (1, [1, 0, -1, 0]))  // the first of equal rivals
    #expect(margin([1, 3, 2], 0) == (0, [0, 0, 0]))  // lost: flat
    #expect(margin([1, 3, 2], 0, 5) == (-2, [1, -1, 0]))  // lost, by less than is asked
    #expect(margin([1, 9, 2], 0, 5) == (-5, [0, 0, 0]))
    #expect(margin([2, 2], 1) == (0, [0, 0]))
}

private func == (a: (Float, [Float]), b: (Float, [Float])) -> Bool { a.0 == b.0 && a.1 == b.1 }

@Test func lossesAreTakenRowByRow() {
    let rows = cases.filter { $0.logits.count == 3 }, logits = Tensor(stacking: rows.map(\.logits), shape: [3])
    for loss in [Loss.crossEntropy, .margin(), .margin(confidence: 2)] {
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
