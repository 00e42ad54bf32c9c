import Classification
import Datasets
import Declarations
import Foundation
import Networks
import Synchronization
import Tensors
import Testing
import Training
import Widths

@Suite struct LoopTests {
    private let random = RandomSource(seed: 4)

    /// All states that a training saves.
    private func states(_ recipe: Recipe, from state: TrainingState? = nil, threads: Int = 2) throws -> [TrainingState] {
        var states: [TrainingState] = []
        let last = try recipe.train(random, images: recipe.source, on: Widths.team(threads: threads), from: state, save: { states.append($0) })
        #expect(last.bits == (states.last ?? state)?.bits)
        return states
    }

    @Test(arguments: [Recipe.Selection.lastEpoch, .bestOnHeldOut]) func resumedAfterAnyEpochGivesTheSameBits(_ selection: Recipe.Selection) throws {
        let recipe = Recipe.small { $0.selection = selection }, whole = try states(recipe, threads: 1)
        #expect(whole.map(\.epoch) == [1, 2, 3])
        for state in whole {
            let read = try TrainingState(decoding: state.encoded(for: "key"), for: "key")
            #expect(read.bits == state.bits)
            let rest = try states(recipe, from: read)
            #expect(rest.map(\.epoch) == Array(state.epoch + 1..<4))
            if let last = rest.last { #expect(last.bits == whole[2].bits) }
        }
    }

    @Test func momentumAndHistoryMatter() throws {
        let recipe = Recipe.small(), whole = try states(recipe)
        var forgetful = whole[0]
        forgetful.momentum.tensors = forgetful.momentum.tensors.map { Tensor(zeros: $0.shape) }
        #expect(try states(recipe, from: forgetful)[1].parameters.bits != whole[2].parameters.bits)
        #expect(whole[0].parameters.bits != whole[1].parameters.bits)
        #expect(whole.allSatisfy { $0.history.allSatisfy { $0.loss > 0 && $0.penalty > 0 && (0...1).contains($0.error) } })
        var other = Recipe.small { $0.epochs = 1 }
        other.penalties = []
        #expect(try states(other)[0].parameters.bits != whole[0].parameters.bits)
    }

    @Test func checkpointsOfOthersAndDamagedOnesAreRefused() throws {
        let state = try #require(try states(.small { $0.epochs = 1 }).first), data = try state.encoded(for: "this")
        #expect(throws: SafeTensors.Damaged.self) { _ = try TrainingState(decoding: data, for: "that") }
        for length in [0, 7, 100, data.count - 1] {
            #expect(throws: SafeTensors.Damaged.self) { _ = try TrainingState(decoding: data.prefix(length), for: "this") }
        }
        for index in stride(from: 0, to: data.count, by: data.count / 60) {
            var flipped = data
            flipped[index] ^= 0x10
            #expect(throws: SafeTensors.Damaged.self, "byte \(index)") { _ = try TrainingState(decoding: flipped, for: "this") }
        }
        let weights = try SafeTensors.encode(state.parameters, metadata: ["key": "this"])  // not a checkpoint
        #expect(throws: SafeTensors.Damaged.self) { _ = try TrainingState(decoding: weights, for: "this") }
        #expect(throws: ParameterMismatch.self) {
            let wider = Recipe.small { recipe in
                var net = ResNeXt()
                (net.blocks, net.width) = (1, 8)
                recipe.architecture = net
            }
            _ = try wider.train(random, images: wider.source, on: Widths.team(threads: 1), from: state)
        }
    }

    @Test func divergenceStopsAndSaysWhere() throws {
        let recipe = Recipe.small { recipe in
            var descent = SGD()
            descent.learningRate = 1e30
            recipe.optimiser = descent
            recipe.penalties = []
        }
        #expect { _ = try states(recipe) } throws: { error in
            guard let diverged = error as? Diverged else { return false }
            return diverged.epoch == 0 && diverged.step == 1 && "\(diverged)" == "epoch 1, batch 2: the loss is not a number"
        }
    }

    @Test func progressIsTold() throws {
        let recipe = Recipe.small()
        var told: [[Int]] = [], loss = 0.0
        let state = try recipe.train(
            random, images: recipe.source, on: Widths.team(threads: 1),
            observe: {
                told.append([$0.epoch, $0.epochs, $0.step, $0.steps])
                loss = $0.loss
                #expect($0.imagesPerSecond > 0 && $0.penalty > 0 && (0...1).contains($0.error))
            })
        #expect(told == (0..<3).flatMap { epoch in (1...3).map { [epoch, 3, $0, 3] } })
        #expect(state.history.last?.loss == loss)
        struct Stop: Error {}
        #expect(throws: Stop.self) { try recipe.train(random, images: recipe.source, on: Widths.team(threads: 1), observe: { _ in throw Stop() }) }
    }

    /// Every epoch shows each image at most once, all but a last partial batch, in a separate order determined by the seed.
    @Test func theOrderIsAPermutationOfItsOwnForEachEpoch() throws {
        var recipe = Recipe()
        (recipe.data, recipe.architecture, recipe.augmentation) = (Indices(), Witness(), .none)
        (recipe.images, recipe.epochs, recipe.batch) = (50, 3, 16)
        func epochs(_ seed: UInt64) throws -> [[Int]] {
            Witness.seen.withLock { $0 = [] }
            _ = try recipe.train(RandomSource(seed: seed), images: recipe.source, on: Widths.team(threads: 1))
            let batches = Witness.seen.withLock { $0 }
            #expect(batches.map(\.count) == Array(repeating: 16, count: 9))
            return (0..<3).map { Array(batches[$0 * 3..<$0 * 3 + 3].joined()) }
        }
        let first = try epochs(1)
        for order in first { #expect(Set(order).count == 48 && order.allSatisfy { 0..<50 ~= $0 } && order != order.sorted()) }
        #expect(Set(first).count == 3)
        #expect(try epochs(1) == first)
        #expect(try epochs(2) != first)
        recipe.batch = 50
        Witness.seen.withLock { $0 = [] }
        _ = try recipe.train(RandomSource(seed: 1), images: recipe.source, on: Widths.team(threads: 1))
        #expect(Witness.seen.withLock { $0 }.allSatisfy { $0.sorted() == Array(0..<50) })
    }

    @Test(arguments: Recipe.Selection.allCases) func chosenIsTheFirstWithTheLeastError(_ selection: Recipe.Selection) throws {
        let recipe = Recipe.small {
            $0.selection = selection
            $0.epochs = 4
        }
        let states = try states(recipe), last = try #require(states.last)
        if selection == .lastEpoch {
            #expect(last.best?.bits == nil && last.chosen.bits == last.parameters.bits)
            return
        }
        let held = try selection == .bestOnHeldOut ? recipe.source(.train, Array(26..<46)) : recipe.source(.test, Array(0..<20))
        var least = Double.infinity, best: Parameters?
        for state in states {
            let model = try recipe.architecture.classifier(state.parameters, image: [16, 16, 3], classes: 10, on: Widths.team(threads: 1))
            let error = zip(try model.labels(held.images), held.labels).reduce(0.0) { $0 + ($1.0 == $1.1 ? 0 : 0.05) }
            if error < least - 1e-9 { (least, best) = (error, state.parameters) }
            #expect(abs(state.bestError - least) < 1e-9)
            #expect(state.chosen.bits == best?.bits)
        }
    }
}
