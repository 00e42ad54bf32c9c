public import Foundation
import Tensors

/// Weight files in the safetensors format (https://github.com/huggingface/safetensors), names and shapes as PyTorch users expect.
public enum SafeTensors {
    public struct Damaged: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }
    /// The file's bytes; `metadata` goes into its `__metadata__`.
    public static func encode(_ parameters: Parameters, metadata: [String: String] = [:]) throws -> Data { throw Damaged(description: "stub") }
    /// Throws `Damaged`.
    public static func decode(_ data: Data) throws -> (Parameters, metadata: [String: String]) { throw Damaged(description: "stub") }
}
