public import Classification
import Declarations
public import Tensors

/// Logits W x, no bias: the classifier on which least distances have a closed form.
public struct Linear: Architecture {
    public var scale: Float = 0.1
    public init() {}
    public func initial(image: [Int], classes: Int, _ random: RandomSource) -> Parameters {
        let count = image.reduce(1, *)
        let weights = Tensor(stacking: (0..<classes).map { k in
            var stream = random("weights").stream(sample: k)
            return (0..<count).map { _ in stream.uniform(-scale, scale) }
        }, shape: [count])
        return Parameters(names: ["weight"], tensors: [weights])
    }
    public func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier {
        guard let weights = parameters["weight"] else { throw Invalid("weight", expected: "the weights of a linear classifier") }
        return LinearClassifier(weights: weights)
    }
}
