public import Classification
public import Declarations
public import Tensors
public struct Augmentation: Declaration { public init() {}
 public func callAsFunction(_ batch: LabelledImages, _ random: RandomSource) -> LabelledImages { batch } }
