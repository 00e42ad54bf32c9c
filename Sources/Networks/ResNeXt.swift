public import Classification
import Declarations
public import Tensors

/// Stub.
public struct ResNeXt: Architecture {
    public var blocks = 5, width = 32, branches = 2
    public init() {}
    public func initial(image: [Int], classes: Int, _ random: RandomSource) throws -> Parameters { throw Invalid("", expected: "implemented") }
    public func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier {
        throw Invalid("", expected: "implemented")
    }
}
