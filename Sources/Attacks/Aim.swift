// The aim of an attack: the loss that it increases, the class that it steers to, and the goal that it must reach. Steering and goal are separate:
// targeted APGD (Croce and Hein 2020) steers to one class after another, and any misclassification counts as success.

public import Classification
import Tensors

/// The condition under which an image counts as found.
public enum Goal: String, Codable, Sendable, CaseIterable {
    /// Untargeted: the model predicts any class but the label.
    case leaveLabel
    /// Targeted: the model predicts the target.
    case reachTarget
}

/// The loss an attack increases, the target it steers to, if any, and its goal.
public struct Aim: Sendable, Equatable {
    /// The loss; in its targeted form if there is a target.
    public var loss: Loss
    /// The target's rank, from 1, among the classes other than the label, by the logits of the original image; nil: untargeted.
    public var target: Int?
    /// The condition for success; `reachTarget` needs a target.
    public var goal: Goal
    /// By default untargeted cross-entropy.
    public init(loss: Loss = .crossEntropy, target: Int? = nil, goal: Goal = .leaveLabel) {
        (self.loss, self.target, self.goal) = (loss, target, goal)
    }

    /// Throws `TooFewClasses` where the loss or the target's rank is not defined.
    func check(classes: Int) throws {
        let needed = max(loss.leastClasses(targeted: target != nil), (target ?? 1) + 1)
        if classes < needed { throw TooFewClasses(needed: needed, classes: classes) }
    }

    /// The targets [N] from the logits [N, K] of the original images; nil without a target.
    func targets(_ logits: Tensor, _ labels: [Int]) -> [Int]? {
        target.map { rank in
            labels.indices.map { n in logits[n].largest(rank + 1).filter { $0 != labels[n] }[rank - 1] }
        }
    }

    /// The classes [N] that each image must reach; nil where it need only leave its label.
    func required(_ targets: [Int]?) -> [Int]? { goal == .reachTarget ? targets : nil }

    /// How far each image is from the goal, in logits [N], and the cotangent: z_y - max_{k != y} z_k, or max_{k != t} z_k - z_t.
    func margins(_ logits: Tensor, _ labels: [Int], _ targets: [Int]?) -> (values: [Float], cotangent: Tensor) {
        guard let required = required(targets) else { return Margin()(logits, labels) }
        var (values, cotangent) = Margin()(logits, required)
        for n in values.indices { values[n] = -values[n] }
        for j in cotangent.values.indices { cotangent.values[j] = -cotangent.values[j] }
        return (values, cotangent)
    }

    /// True for each image [N] that has reached the goal.
    func reached(_ predicted: [Int], _ labels: [Int], _ targets: [Int]?) -> [Bool] {
        required(targets).map { zip(predicted, $0).map { $0 == $1 } } ?? zip(predicted, labels).map { $0 != $1 }
    }
}
