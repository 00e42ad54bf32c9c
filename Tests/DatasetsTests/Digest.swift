import Classification
import Datasets

/// A hash of the bits of floats, for goldens: any changed bit changes it.
func digest(_ values: [Float]) -> UInt64 {
    values.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }
}

/// Opens a set and reads from it, in two statements: the compiler (6.3.1) crashes on a direct call of the result of
/// `open`.
func read(_ set: some Dataset, in folder: String? = nil, _ split: Split, _ samples: [Int]) throws -> LabelledImages {
    let source = try set.open(in: folder)
    return try source(split, samples)
}
