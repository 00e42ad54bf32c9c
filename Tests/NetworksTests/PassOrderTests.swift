import Classification
import Networks
import Tensors
import Testing
import Widths

/// A pass out of order or a tensor of the wrong size ends the program with a message: it would read another batch's data, or other memory.
@Suite struct PassOrderTests {
    private static let example = Case(width: 4, batch: 2)

    private static func resNeXt() throws -> any TrainableNetwork {
        try example.net.trainable(example.parameters, image: example.image, classes: 10, batch: 2, on: Widths.team(threads: 1))
    }
    private static func perceptron() throws -> any TrainableNetwork {
        let parameters = MLP().initial(image: example.image, classes: 10, RandomSource(seed: 1))
        return try MLP().trainable(parameters, image: example.image, classes: 10, batch: 2, on: Widths.team(threads: 1))
    }
    /// The passes of one objective with exact gradients, in order.
    private static func forward(_ net: any TrainableNetwork, slot: Int = 0) -> Tensor {
        net.forward(example.images, slot: slot, updateRunningStatistics: false)
    }
    private static func adjoint(_ net: any TrainableNetwork, slot: Int = 0, keep: Bool = false) {
        _ = net.adjoint(Tensor(zeros: [2, 10]), slot: slot, images: true, gradients: .none, keep: keep)
    }

    @Test func passesInOrder() throws {
        for net in [try PassOrderTests.resNeXt(), try PassOrderTests.perceptron()] {
            for _ in 0..<2 {
                _ = PassOrderTests.forward(net)
                PassOrderTests.adjoint(net, keep: true)
                _ = PassOrderTests.forward(net, slot: 1)
                PassOrderTests.adjoint(net, slot: 1)
                _ = net.tangent(PassOrderTests.example.images)
                net.secondAdjoint(Tensor(zeros: [2, 10]))
                net.packWeights()
            }
        }
    }

    private func expectMessage(_ words: String, _ result: ExitTest.Result?) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(words), "\(message)")
    }

    @Test func tangentAfterAnAdjointPassThatKeptNothing() async {
        expectMessage(
            "tangent: ",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let net = try PassOrderTests.resNeXt()
                _ = PassOrderTests.forward(net)
                PassOrderTests.adjoint(net)
                _ = net.tangent(PassOrderTests.example.images)
            })
    }

    @Test func tangentAfterANewForwardPass() async {
        expectMessage(
            "tangent: ",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let net = try PassOrderTests.perceptron()
                _ = PassOrderTests.forward(net)
                PassOrderTests.adjoint(net, keep: true)
                _ = PassOrderTests.forward(net)
                _ = net.tangent(PassOrderTests.example.images)
            })
    }

    @Test func adjointOfASlotThatNeverRan() async {
        expectMessage(
            "adjoint: no forward pass of slot 1",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let net = try PassOrderTests.resNeXt()
                _ = PassOrderTests.forward(net)
                PassOrderTests.adjoint(net, slot: 1)
            })
    }

    @Test func adjointAfterNewWeights() async {
        expectMessage(
            "adjoint: no forward pass of slot 0 since the weights changed",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let net = try PassOrderTests.resNeXt()
                _ = PassOrderTests.forward(net)
                net.packWeights()
                PassOrderTests.adjoint(net)
            })
    }

    @Test func secondAdjointWithoutATangent() async {
        expectMessage(
            "secondAdjoint: no tangent pass",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let net = try PassOrderTests.perceptron()
                _ = PassOrderTests.forward(net)
                PassOrderTests.adjoint(net, keep: true)
                net.secondAdjoint(Tensor(zeros: [2, 10]))
            })
    }

    @Test func keptAdjointsOfTheSecondSlot() async {
        expectMessage(
            "adjoint: only slot 0 keeps",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let net = try PassOrderTests.resNeXt()
                _ = PassOrderTests.forward(net, slot: 1)
                PassOrderTests.adjoint(net, slot: 1, keep: true)
            })
    }

    @Test func aCotangentOfAnotherSize() async {
        expectMessage(
            "cotangent: 10 values of shape [1, 10], expected [2, 10]",
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                let model = try PassOrderTests.example.net.classifier(
                    PassOrderTests.example.parameters, image: PassOrderTests.example.image, classes: 10, on: Widths.team(threads: 1))
                try model.differentiate(PassOrderTests.example.images) { _, pullback in _ = try pullback(Tensor(zeros: [1, 10])) }
            })
    }
}
