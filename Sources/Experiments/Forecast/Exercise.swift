import Benchmarks
import Classification
import Datasets
import Declarations
import Networks
import Tensors
import Training

/// A short piece of a job's work, with the same time per image as the job.
enum Exercise {
    /// Steps of training: reading, augmentation, objective, descent.
    case training(Recipe)
    /// Logits and the gradient of a loss with respect to the image, and a step along it.
    case gradient(any Architecture, any Dataset)
    /// The distances between all images [H, W, C] of two classes; an "image" of its profile is one pair of images.
    case closestPairs([Int])

    /// Everything that affects its speed, as text.
    var name: String {
        get throws {
            switch self {
            case .training(let recipe): "training " + (try Tree(of: Self.short(recipe), .key).canonicalJSON)
            case .gradient(let net, let data): "gradient " + (try Tree(of: Declared(wrappedValue: net), .key).canonicalJSON) + " \(data.image)"
            case .closestPairs(let image): "closest pairs \(image)"
            }
        }
    }

    private static let steps = 3

    /// A few steps of the recipe, without anything that does not affect speed: the number of images and epochs, the optimiser's rates, the weights of
    /// penalties, and all but one penalty of each norm, since those of one norm share their passes.
    private static func short(_ recipe: Recipe) -> Recipe {
        var short = recipe
        (short.images, short.epochs, short.selection, short.schedule) = (recipe.batch * steps, 1, .lastEpoch, Steps())
        if recipe.optimiser is SGD { short.optimiser = SGD() }
        let norms = recipe.penalties.filter { $0.weights([1]) != [0] }.map(\.norm)
        short.penalties = Norm.allCases.filter(norms.contains).map { norm in
            var penalty = TotalVariation()
            penalty.norm = norm
            return penalty
        }
        return short
    }

    /// Profiles of single runs after a warm-up run, and the images in each.
    func profiles(on team: Team, _ phases: Phases) throws -> (profiles: [Phases.Profile], images: Int) {
        var profiles: [Phases.Profile] = []
        switch self {
        case .training(let recipe):
            let short = Self.short(recipe), source = Synthetic(image: recipe.data.image, classes: recipe.data.classes)
            phases.start()
            do {
                _ = try short.train(RandomSource(seed: 0), images: source, on: team, observe: { _ in profiles.append(phases.lap()) })
            } catch is Diverged {}  // training on noise may diverge; its steps take the same time
            return (Array(profiles.dropFirst()), recipe.batch)
        case .gradient(let net, let data):
            let images = Step.images(AttackImages.together, image: data.image, classes: data.classes)
            let body = try Step.evaluation(net, images, classes: data.classes, gradient: true, on: team)
            try body()
            phases.start()
            for _ in 0..<Self.steps {
                try body()
                profiles.append(phases.lap())
            }
            return (profiles, images.count)
        case .closestPairs(let image):
            let source = Repeated(batch: Step.images(500, image: image, classes: 2)), count = 4096
            for _ in 0..<Self.steps {
                phases.start()
                _ = try ClassSeparation(source, .train, count: count, pairs: 1, on: team)
                profiles.append(phases.lap())
            }
            return (profiles, count * count / 2)
        }
    }
}

/// Repeats the same images, which takes no time.
private struct Repeated: ImageSource {
    let batch: LabelledImages
    func callAsFunction(_ split: Split, _ samples: [Int]) -> LabelledImages { batch.rows(samples.map { $0 % batch.count }) }
}

/// Random images, used only to measure speed.
private struct Synthetic: ImageSource {
    let image: [Int], classes: Int
    func callAsFunction(_ split: Split, _ samples: [Int]) -> LabelledImages { Step.images(samples.count, image: image, classes: classes) }
}
