import Classification
import Declarations
import Networks
import Tensors
import Testing
import Training
import Widths

@Suite struct AdversarialTrainingTests {
    private let subject = Subject(width: 4, batch: 6, side: 8), random = RandomSource(seed: 9)("adversary", 2)

    private func adversary(_ change: (inout AdversarialTraining) -> Void = { _ in }) -> AdversarialTraining {
        var adversary = AdversarialTraining()
        change(&adversary)
        return adversary
    }
    private func moved(_ adversary: AdversarialTraining, _ batch: LabelledImages? = nil) throws -> Tensor {
        try adversary(batch ?? subject.images, against: subject.trainable(on: Widths.team(threads: 2)), random).images
    }
    private func loss(_ images: Tensor) throws -> Float {
        let net = try subject.trainable(on: Widths.team(threads: 1))
        return Loss.crossEntropy(net.forward(images, slot: 0, updateRunningStatistics: false), subject.images.labels).values.reduce(0, +)
    }

    /// One step from the original image is the fast gradient sign method, with the gradient of the net in training mode.
    @Test func oneStepFollowsTheSignsOfTheGradient() throws {
        let batch = subject.images, net = try subject.trainable(on: Widths.team(threads: 1))
        let cotangent = Loss.crossEntropy(net.forward(batch.images, slot: 0, updateRunningStatistics: false), batch.labels).cotangent
        let gradient = try #require(net.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: false))
        let points = try moved(adversary { ($0.steps, $0.randomStart, $0.radius, $0.stepSize) = (1, false, Fraction(1, 8), Fraction(1, 16)) })
        for (point, (x, g)) in zip(points.values, zip(batch.images.values, gradient.values)) {
            #expect(point == min(max(x + (g > 0 ? 0.0625 : g < 0 ? -0.0625 : 0), 0), 1))
        }
    }

    @Test(arguments: Norm.allCases) func imagesStayInBallAndBoxAndTheLossGrows(_ norm: Norm) throws {
        let size = norm == .linf ? 1 : norm == .l2 ? 10 : 100, radius = Fraction(size, 20)
        let points = try moved(adversary { ($0.norm, $0.radius, $0.stepSize) = (norm, radius, Fraction(size, 80)) })
        for n in 0..<points.count { #expect(norm.distance(points[n], subject.images.images[n]) <= radius.value * (1 + 1e-6)) }
        #expect(points.values.allSatisfy { 0...1 ~= $0 })
        #expect(try loss(points) > loss(subject.images.images) + 0.1)
    }

    /// A start depends on the sample, not on its place in the batch; a step of length 0 leaves the images there.
    @Test func randomStartsAreKeyedBySample() throws {
        let order = [3, 1, 5, 0, 2, 4], still = adversary { ($0.stepSize, $0.steps) = (Fraction(0, 1), 1) }
        let straight = try moved(still), permuted = try moved(still, subject.images.rows(order))
        #expect(straight.values != subject.images.images.values)
        #expect(permuted.values == straight.rows(order).values)
    }

    @Test func theNetIsLeftAsItIs() throws {
        let net = try subject.trainable(on: Widths.team(threads: 1)), before = net.variables.parameters.bits
        _ = adversary()(subject.images, against: net, random)
        #expect(net.variables.parameters.bits == before)
    }

    /// The recipe trains on the moved images, with and without penalties, and gives the same bits on any number of threads.
    @Test(arguments: [false, true]) func theRecipeTrainsOnThem(_ isPenalised: Bool) throws {
        func bits(threads: Int, _ adversary: AdversarialTraining?) throws -> String {
            let recipe = Recipe.small {
                ($0.adversary, $0.epochs) = (adversary, 2)
                if !isPenalised { $0.penalties = [] }
            }
            return try recipe.train(RandomSource(seed: 4), images: recipe.source, on: Widths.team(threads: threads)).bits
        }
        let trained = try bits(threads: 1, adversary())
        #expect(try bits(threads: 3, adversary()) == trained)
        #expect(try bits(threads: 1, nil) != trained)
        #expect(try bits(threads: 1, adversary { ($0.stepSize, $0.randomStart) = (Fraction(0, 1), false) }) == bits(threads: 1, nil))
    }

    @Test func settingsOutOfRangeAreNamed() {
        let mistakes: [(String, (inout AdversarialTraining) -> Void)] = [
            ("radius", { $0.radius = Fraction(-1, 255) }), ("stepSize", { $0.stepSize = Fraction(2_000_000, 1) }), ("steps", { $0.steps = 0 }),
            ("steps", { $0.steps = 1001 }),
        ]
        for (key, change) in mistakes { #expect { try adversary(change).validate() } throws: { ($0 as? Invalid)?.key == key } }
    }
}
