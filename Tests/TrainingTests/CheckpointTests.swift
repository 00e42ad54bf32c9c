import Networks
import Tensors
import Testing
import Training
import Widths

/// A checkpoint whose parts disagree is rejected by name, although its checksums are right.
@Suite struct CheckpointTests {
    private func state() throws -> TrainingState {
        let recipe = Recipe.small {
            $0.epochs = 1
            $0.selection = .bestOnHeldOut
        }
        return try recipe.train(RandomSource(seed: 4), images: recipe.source, on: Widths.team(threads: 1))
    }

    static let damages: [(words: String, change: @Sendable (inout TrainingState) -> Void)] = [
        (
            "momentum: parameter features.0.conv.weight has the shape [1], expected [4, 3, 3, 3]; parameter features.0.bias has the shape [1]",
            { $0.momentum.tensors = $0.momentum.tensors.map { _ in Tensor(zeros: [1]) } }
        ),
        ("momentum: parameter features.0.conv.weight of shape [4, 3, 3, 3] is missing", { $0.momentum = Parameters() }),
        (
            "parameter head.bias of shape [10] is missing",
            {
                $0.momentum.names.removeLast(); $0.momentum.tensors.removeLast()
            }
        ),
        ("the net has no parameter another", { $0.momentum.append("another", Tensor(zeros: [1])) }),
        ("momentum: parameter head.bias is not finite: number 2 is nan", { $0.momentum.tensors[$0.momentum.names.count - 1].values[2] = .nan }),
        (
            "parameters: parameter head.bias is not finite: number 0 is inf",
            { $0.parameters.tensors[$0.parameters.names.count - 1].values[0] = .infinity }
        ),
        (
            "best weights: parameter head.bias of shape [10] is missing",
            {
                $0.best?.names.removeLast(); $0.best?.tensors.removeLast()
            }
        ),
        ("its best error is inf", { $0.bestError = .infinity }),
        ("its best error is 0.5, but it has no best weights", { ($0.best, $0.bestError) = (nil, 0.5) }),
        ("its history has the line “nan 0.0 0.5”", { $0.history = [TrainingState.Epoch(loss: .nan, penalty: 0, error: 0.5)] }),
        ("its history has the line “1.0 0.0 1.5”", { $0.history = [TrainingState.Epoch(loss: 1, penalty: 0, error: 1.5)] }),
    ]

    @Test(arguments: damages.indices) func partsThatDisagreeAreNamed(_ index: Int) throws {
        var state = try state()
        Self.damages[index].change(&state)
        let data = try state.encoded(for: "key")
        #expect { try TrainingState(decoding: data, for: "key") } throws: { error in
            error is SafeTensors.Damaged && "\(error)".contains(Self.damages[index].words)
        }
    }

    /// The number of epochs is stored in addition to their history.
    @Test func aHistoryThatLacksAnEpochIsNamed() throws {
        let state = try state(), (all, metadata) = try SafeTensors.decode(state.encoded(for: "key"))
        for history in ["", (metadata["history"] ?? "") + "\n1.0 0.0 0.5"] {
            let data = try SafeTensors.encode(all, metadata: metadata.merging(["history": history]) { $1 })
            #expect { try TrainingState(decoding: data, for: "key") } throws: { "\($0)".contains("epochs, but 1 were completed") }
        }
    }

    /// A state that was never a file is checked against the net as well.
    @Test func trainingRefusesMomentumOfAnotherShape() throws {
        let recipe = Recipe.small()
        var state = try state()
        state.momentum.tensors[0] = Tensor(zeros: [1])
        #expect { try recipe.train(RandomSource(seed: 4), images: recipe.source, on: Widths.team(threads: 1), from: state) } throws: {
            $0 is ParameterMismatch && "\($0)".contains("features.0")
        }
    }

    /// Without this check the kernel would overwrite other memory.
    @Test func momentumOfAnotherSizeEndsTheStep() async {
        await #expect(processExitsWith: .failure) {
            let variables = Variables(Parameters(names: ["w"], tensors: [Tensor(zeros: [64])]))
            SGD().step(variables, [Storage(1)], factor: 1, on: Widths.team(threads: 1))
        }
    }
}
