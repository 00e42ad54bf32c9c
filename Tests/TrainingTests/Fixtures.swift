import Classification
import Datasets
import Declarations
import Networks
import Synchronization
import Tensors
import Training

extension Recipe {
    /// A training that takes a tenth of a second: 26 small images in three epochs of three steps.
    static func small(_ change: (inout Recipe) -> Void = { _ in }) -> Recipe {
        var recipe = Recipe(), data = Procedural(), net = ResNeXt()
        (data.side, net.blocks, net.width) = (16, 1, 4)
        (recipe.data, recipe.architecture) = (data, net)
        (recipe.images, recipe.epochs, recipe.batch, recipe.heldOut) = (26, 3, 8, 20)
        recipe.penalties = [totalVariation(0.1), lipschitz(0.1)]
        change(&recipe)
        return recipe
    }
    var source: any ImageSource { get throws { try data.open(in: nil) } }
}

/// Images of one number, their index in the data set.
struct Indices: Dataset {
    var classes: Int { 2 }
    var image: [Int] { [1, 1, 1] }
    func count(_ split: Split) -> Int { 1000 }
    var checksum: String { "indices" }
    func open(in folder: String?) throws -> any ImageSource { Source() }
    struct Source: ImageSource {
        func callAsFunction(_ split: Split, _ samples: [Int]) -> LabelledImages {
            LabelledImages(
                images: Tensor(shape: [samples.count, 1, 1, 1], values: samples.map { Float($0) }), labels: samples.map { $0 % 2 }, samples: samples)
        }
    }
}

/// A net without weights that records the images of each batch.
struct Witness: Architecture {
    static let seen = Mutex<[[Int]]>([])
    func size(image: [Int], classes: Int, batch: Int) -> NetSize { NetSize(parameters: 0, activations: 0) }
    func initial(image: [Int], classes: Int, _ random: RandomSource) -> Parameters { Parameters() }
    func weightMatrices(image: [Int], classes: Int) -> [WeightMatrix] { [] }
    func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier {
        try Linear().classifier(Linear().initial(image: image, classes: classes, RandomSource(seed: 0)), image: image, classes: classes, on: team)
    }
    func trainable(_ parameters: Parameters, image: [Int], classes: Int, batch: Int, on team: Team) -> any TrainableNetwork { Net(classes: classes) }

    final class Net: TrainableNetwork {
        let variables = Variables(Parameters()), classes: Int
        init(classes: Int) { self.classes = classes }
        func packWeights() {}
        func forward(_ images: Tensor, slot: Int, updateRunningStatistics: Bool) -> Tensor {
            Witness.seen.withLock { $0.append(images.values.map { Int($0) }) }
            return Tensor(zeros: [images.count, classes])
        }
        func adjoint(_ cotangent: Tensor, slot: Int, images: Bool, gradients: GradientUse, keep: Bool) -> Tensor? { nil }
        func tangent(_ direction: Tensor) -> Tensor { Tensor(zeros: [direction.count, classes]) }
        func secondAdjoint(_ cotangent: Tensor) {}
    }
}
