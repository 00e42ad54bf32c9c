public import Declarations
public import Networks
import CKernels
public import Tensors

/// How weights move along their gradients. What it remembers is a separate value.
public protocol Optimiser: Declaration {
    /// Moves the trained variables; `momentum`: one storage for each of them, zero at first. `factor`: the schedule's.
    func step(_ variables: Variables, _ momentum: [Storage], factor: Double, on team: Team)
}

/// Every optimiser that a manifest can name.
public let optimisers: [any Optimiser.Type] = [SGD.self]

/// Stochastic gradient descent with momentum, as PyTorch's: d = g + decay w, m = momentum m + d, w -= rate m.
public struct SGD: Optimiser {
    public var learningRate: Float = 0.1, momentum: Float = 0.9, weightDecay: Float = 5e-4, nesterov = false
    public init() {}
    public func validate() throws {
        if !(learningRate > 0 && learningRate.isFinite) { throw Invalid("learningRate", expected: "a number above 0") }
        if !(0..<1).contains(momentum) { throw Invalid("momentum", expected: "a number from 0 up to, not including, 1") }
        if !(weightDecay >= 0 && weightDecay.isFinite) { throw Invalid("weightDecay", expected: "a number of at least 0") }
    }
    public func step(_ variables: Variables, _ momentum: [Storage], factor: Double, on team: Team) {
        let kernels = team.instructions.kernels, trained = variables.all.filter(\.trained), rate = Float(Double(learningRate) * factor)
        team.forEach(trained.count) { index, _ in
            let variable = trained[index]
            kernels.descend(
                variable.value.floats, momentum[index].floats, variable.gradient.floats, variable.value.count, rate, self.momentum, weightDecay,
                nesterov ? 1 : 0)
        }
    }
}
