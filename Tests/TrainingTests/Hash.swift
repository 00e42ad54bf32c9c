import Networks
import Tensors
import Training

/// FNV-1a over the bits of numbers and names.
struct Hash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325
    var text: String { String(state, radix: 16) }
    mutating func add(_ word: UInt64) { state = (state ^ word) &* 0x100_0000_01B3 }
    mutating func add(_ values: [Float]) { for value in values { add(UInt64(value.bitPattern)) } }
    mutating func add(_ parameters: Parameters) {
        for (name, tensor) in zip(parameters.names, parameters.tensors) {
            for byte in name.utf8 { add(UInt64(byte)) }
            add(tensor.values)
        }
    }
}

/// A hash to compare for "the same bits", shown on failure instead of thousands of numbers.
extension Parameters {
    var bits: String {
        var hash = Hash()
        hash.add(self)
        return hash.text
    }
}
extension TrainingState {
    var bits: String { "\(parameters.bits) \(momentum.bits) \(best?.bits ?? "none") \(bestError) \(history)" }
}
