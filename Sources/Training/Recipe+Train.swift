public import Datasets
public import Tensors
import Classification
import Networks

extension Recipe {
    /// Trains from `state`, or from the beginning if nil; `save` is called with a checkpoint at the end of every epoch.
    ///
    /// Throws `Diverged` when a loss or a weight is not a number, `ParameterMismatch` for the state of another net or momentum of another shape, and
    /// whatever `observe` throws (which stops the training).
    public func train(
        _ random: RandomSource, images source: any ImageSource, on team: Team, from state: TrainingState? = nil,
        observe: (Progress) throws -> Void = { _ in }, save: (TrainingState) throws -> Void = { _ in }
    ) throws -> TrainingState {
        var state = try state ?? TrainingState(parameters: architecture.initial(image: data.image, classes: data.classes, random("initial")))
        let net = try architecture.trainable(state.parameters, image: data.image, classes: data.classes, batch: batch, on: team)
        let trained = net.variables.all.filter(\.trained)
        let momentum =
            state.epoch == 0
            ? trained.map { Storage($0.value.count) }
            : try state.momentum.matching(net.variables.parameters.trained).tensors.map { Storage($0.values) }
        let set = try TrainingImages(source, count: images), objective = Objective(penalties: penalties, method: gradientNorm)
        let clock = ContinuousClock()
        while state.epoch < epochs {
            let epoch = state.epoch, order = self.order(epoch, random), start = clock.now
            var loss = 0.0, penalty = 0.0, correct = 0
            for step in 0..<steps {
                var batch = augmentation(try set(Array(order[step * self.batch..<(step + 1) * self.batch])), random("augmentation", epoch))
                if let adversary { batch = adversary(batch, against: net, random("adversary", epoch)) }
                let values = try objective(net, batch) {
                    try architecture.classifier(net.variables.parameters, image: data.image, classes: data.classes, on: team)
                }
                for value in values.losses { loss += Double(value) }
                penalty += values.penalty
                correct += values.correct
                guard loss.isFinite, penalty.isFinite else {
                    throw Diverged(epoch: epoch, step: step, what: loss.isFinite ? "the penalty" : "the loss")
                }
                let progress = (Double(epoch) + Double(step) / Double(steps)) / Double(epochs)
                optimiser.step(net.variables, momentum, factor: schedule(progress), on: team)
                net.packWeights()
                let done = Double((step + 1) * self.batch), seconds = (clock.now - start) / .seconds(1)
                try observe(
                    Progress(
                        epoch: epoch, epochs: epochs, step: step + 1, steps: steps, loss: loss / done, penalty: penalty / Double(step + 1),
                        error: 1 - Double(correct) / done, imagesPerSecond: done / seconds))
            }
            state.parameters = net.variables.parameters
            for (name, tensor) in zip(state.parameters.names, state.parameters.tensors) where tensor.values.contains(where: { !$0.isFinite }) {
                throw Diverged(epoch: epoch, step: steps - 1, what: "the parameter \(name)")
            }
            state.momentum = Parameters(
                names: trained.map(\.name), tensors: zip(trained, momentum).map { Tensor(shape: $0.shape, values: $1.values) })
            let done = Double(max(steps * batch, 1))
            state.history.append(TrainingState.Epoch(loss: loss / done, penalty: penalty / Double(max(steps, 1)), error: 1 - Double(correct) / done))
            try choose(&state, source, team)
            try save(state)
        }
        return state
    }

    /// The order of the training images in an epoch (Fisher and Yates).
    private func order(_ epoch: Int, _ random: RandomSource) -> [Int] {
        var order = Array(0..<images), stream = random("order", epoch).stream(sample: 0)
        for index in stride(from: images - 1, to: 0, by: -1) { order.swapAt(index, stream.below(index + 1)) }
        return order
    }

    private func choose(_ state: inout TrainingState, _ source: any ImageSource, _ team: Team) throws {
        let (split, samples): (Split, Range<Int>)
        switch selection {
        case .lastEpoch: return
        case .bestOnHeldOut: (split, samples) = (.train, images..<images + heldOut)
        case .bestOnTest: (split, samples) = (.test, 0..<heldOut)
        }
        let model = try architecture.classifier(state.parameters, image: data.image, classes: data.classes, on: team)
        var wrong = 0
        for first in stride(from: samples.lowerBound, to: samples.upperBound, by: 256) {
            let batch = try source(split, Array(first..<min(first + 256, samples.upperBound)))
            wrong += zip(try model.labels(batch.images), batch.labels).count { $0 != $1 }
        }
        let error = Double(wrong) / Double(heldOut)
        if error < state.bestError { (state.best, state.bestError) = (state.parameters, error) }
    }
}

/// The training images, read once if they fit into a gigabyte.
private struct TrainingImages {
    private let source: any ImageSource, all: LabelledImages?

    init(_ source: any ImageSource, count: Int) throws {
        self.source = source
        let one = try source(.train, [0])
        all = one.images.stride * count * 4 <= 1 << 30 ? try source(.train, Array(0..<count)) : nil
    }
    func callAsFunction(_ samples: [Int]) throws -> LabelledImages { try all?.rows(samples) ?? source(.train, samples) }
}
