/// Holm's step-down correction: adjusted p-values that control the family-wise error rate.
///
/// The i-th smallest of m is multiplied by m - i + 1, never falls below a smaller one's, and is at most 1 (Holm 1979, Scandinavian Journal of
/// Statistics 6). The tests may depend on one another in any way.
public func holm(_ pValues: [Double]) -> [Double] {
    precondition(pValues.allSatisfy { (0...1).contains($0) }, "a p-value is in 0...1")
    var adjusted = pValues, largest = 0.0
    for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
        largest = max(largest, min(1, pValues[index] * Double(pValues.count - place)))
        adjusted[index] = largest
    }
    return adjusted
}
