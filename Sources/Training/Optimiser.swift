public import Declarations
public import Networks
import CKernels
public import Tensors

/// The rule that updates weights from their gradients. Its state is a separate value.
public protocol Optimiser: Declaration {
    /// Updates the trained variables; `momentum`: a buffer for each of them, zero at first. `factor`: the schedule's learning rate factor.
    func step(_ variables: Variables, _ momentum: [Storage], factor: Double, on team: Team)
}

/// Every optimiser that a manifest can name.
public let optimisers: [any Optimiser.Type] = [SGD.self]

/// Stochastic gradient descent with momentum, as PyTorch's: d = g + decay w, m = momentum m + d, w -= rate m.
public struct SGD: Optimiser {
    /// The learning rate before the schedule's factor, above 0, at most 1000.
    public var learningRate: Float = 0.1
    /// The momentum coefficient, 0..<1.
    public var momentum: Float = 0.9
    /// The weight decay: the multiple of the weights that is added to the gradient, 0...1000.
    public var weightDecay: Float = 5e-4
    /// True: Nesterov momentum.
    public var nesterov = false
    /// The settings of the authors' code of 2019, without Nesterov.
    public init() {}
    /// Throws `Invalid` for a rate, momentum or decay out of range.
    public func validate() throws {
        if !(learningRate > 0 && learningRate <= 1000) { throw Invalid("learningRate", expected: "a number above 0, at most 1000") }
        if !(0..<1).contains(momentum) { throw Invalid("momentum", expected: "a number from 0 up to, not including, 1") }
        if !(0...1000 ~= weightDecay) { throw Invalid("weightDecay", expected: "a number from 0 to 1000") }
    }
    /// Updates each trained variable.
    public func step(_ variables: Variables, _ momentum: [Storage], factor: Double, on team: Team) {
        let kernels = team.instructions.kernels, trained = variables.all.filter(\.trained), rate = Float(Double(learningRate) * factor)
        team.forEach(trained.count) { index, _ in
            let variable = trained[index], count = variable.value.count
            // The C code does not check lengths.
            precondition(
                momentum[index].count == count && variable.gradient.count == count, "\(variable.name): its momentum or gradient has the wrong size")
            kernels.descend(
                variable.value.floats, momentum[index].floats, variable.gradient.floats, count, rate, self.momentum, weightDecay,
                nesterov ? 1 : 0)
        }
    }
}
