/// The order in which the passes of a `TrainableNetwork` may be called. Each pass reads the results of an earlier one, so a pass out of order would
/// silently use the numbers of another batch or of other weights. That is a programming error and ends the program.
///
///     forward(slot) -> adjoint(slot), any number of times
///     forward(0) -> adjoint(0, keep) -> tangent -> secondAdjoint
///
/// New weights invalidate every earlier pass; a forward or adjoint pass of slot 0 invalidates the adjoints that were kept.
struct PassOrder {
    private var hasForward = [false, false], hasKept = false, hasTangent = false

    /// The weights changed.
    mutating func packWeights() { self = PassOrder() }

    /// A forward pass of `slot`.
    mutating func forward(slot: Int) {
        demand(hasForward.indices.contains(slot), "forward: there is no slot \(slot), only 0 and 1")
        hasForward[slot] = true
        if slot == 0 { (hasKept, hasTangent) = (false, false) }
    }

    /// An adjoint pass of `slot`; `keep`: its adjoints are kept.
    mutating func adjoint(slot: Int, keep: Bool) {
        demand(hasForward.indices.contains(slot) && hasForward[slot], "adjoint: no forward pass of slot \(slot) since the weights changed")
        demand(slot == 0 || !keep, "adjoint: only slot 0 keeps its adjoints")
        if slot == 0 { (hasKept, hasTangent) = (keep, false) }
    }

    /// A tangent pass.
    mutating func tangent() {
        demand(hasKept, "tangent: the last pass of slot 0 was not an adjoint pass that kept its adjoints")
        hasTangent = true
    }

    /// A second adjoint pass.
    func secondAdjoint() { demand(hasTangent, "secondAdjoint: no tangent pass since the last adjoint pass of slot 0") }

    private func demand(_ holds: Bool, _ message: @autoclosure () -> String) {
        if !holds { fatalError(message()) }  // not a precondition: an optimised build would drop its message
    }
}
