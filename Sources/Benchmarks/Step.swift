public import Classification
public import Networks
public import Tensors
public import Training

/// The kinds of step that training and attacks consist of, each on one batch.
public enum Step: String, CaseIterable, Codable, Sendable {
    /// Logits in evaluation mode.
    case forward
    /// A step of projected gradient ascent: evaluation mode, the gradient of the loss with respect to the images, a move and clipping to the box.
    case pgd
    /// Stochastic gradient descent on the cross-entropy.
    case plain
    /// The same with both penalties, their norms by finite differences.
    case fd
    /// The same objective with exact norms, by double backpropagation.
    case double

    /// Its cost in forward passes, counted by convolutions.
    public var forwards: Double {
        switch self {
        case .forward: 1
        case .pgd: 2
        case .plain: 3
        case .fd: 7
        case .double: 6
        }
    }

    /// Makes a net and everything that the step needs, and returns a function that does one step. Throws what the architecture throws.
    public func prepared(
        _ architecture: some Architecture, _ batch: LabelledImages, classes: Int, on team: Team
    ) throws -> () throws -> Void {
        let pair: [any Penalty] = [TotalVariation(), Lipschitz()]
        return switch self {
        case .forward, .pgd: try Self.evaluation(architecture, batch, classes: classes, gradient: self == .pgd, on: team)
        case .plain: try Self.training(architecture, batch, classes: classes, on: team)
        case .fd: try Self.training(architecture, batch, classes: classes, Objective(penalties: pair, method: FiniteDifferences()), on: team)
        case .double: try Self.training(architecture, batch, classes: classes, Objective(penalties: pair, method: DoubleBackpropagation()), on: team)
        }
    }

    /// Logits or, with `gradient`, a step of ascent.
    public static func evaluation(
        _ architecture: some Architecture, _ batch: LabelledImages, classes: Int, gradient: Bool, on team: Team
    ) throws -> () throws -> Void {
        let images = batch.images, image = Array(images.shape.dropFirst())
        let parameters = try architecture.initial(image: image, classes: classes, RandomSource(seed: 0))
        let model = try architecture.classifier(parameters, image: image, classes: classes, on: team)
        guard gradient else { return { _ = try model.logits(images) } }
        return {
            let gradient = try model.differentiate(images) { logits, pullback in try pullback(Loss.crossEntropy(logits, batch.labels).cotangent) }
            var moved = images
            for n in 0..<images.count {
                let step = Norm.l2.steepest(gradient[n]), at = n * images.stride
                for i in step.indices { moved.values[at + i] = min(max(moved.values[at + i] + 0.01 * step[i], 0), 1) }
            }
        }
    }

    /// A step of training under an objective (the cross-entropy alone if none is given).
    public static func training(
        _ architecture: some Architecture, _ batch: LabelledImages, classes: Int,
        _ objective: Objective = Objective(penalties: [], method: FiniteDifferences()), on team: Team
    ) throws -> () throws -> Void {
        let image = Array(batch.images.shape.dropFirst())
        let parameters = try architecture.initial(image: image, classes: classes, RandomSource(seed: 0))
        let net = try architecture.trainable(parameters, image: image, classes: classes, batch: batch.count, on: team)
        let momentum = net.variables.all.filter(\.trained).map { Storage($0.value.count) }
        return {
            _ = try objective(net, batch) { try architecture.classifier(net.variables.parameters, image: image, classes: classes, on: team) }
            SGD().step(net.variables, momentum, factor: 1, on: team)
            net.packWeights()
        }
    }

    /// Random images [N, H, W, C] in [0, 1) with labels.
    public static func images(_ count: Int, image: [Int] = [32, 32, 3], classes: Int = 10) -> LabelledImages {
        var stream = RandomSource(seed: 0)("benchmark").stream(sample: 0)
        let images = Tensor(shape: [count] + image, values: (0..<count * image.reduce(1, *)).map { _ in stream.uniform() })
        return LabelledImages(images: images, labels: (0..<count).map { $0 % classes }, samples: Array(0..<count))
    }
}
