public import Foundation
public import Networks

/// All that a training must know to go on: stored beside the weights at the end of every epoch.
public struct TrainingState: Sendable {
    /// Means over one epoch.
    public struct Epoch: Sendable, Equatable {
        public let loss: Double, penalty: Double, error: Double
    }
    public var parameters: Parameters
    /// The optimiser's momentum, a tensor for each parameter that is trained.
    public var momentum: Parameters
    /// The weights chosen so far, and their error; nil where the last epoch is chosen.
    public var best: Parameters?, bestError = Double.infinity
    public var history: [Epoch] = []
    /// Epochs done.
    public var epoch: Int { history.count }
    public init(parameters: Parameters) {
        self.parameters = parameters
        momentum = Parameters()
    }
    /// What the training gives.
    public var chosen: Parameters { best ?? parameters }

    /// The file's bytes (safetensors; the declaration's key in its metadata).
    public func encoded(for key: String) throws -> Data {
        var all = Parameters()
        for (prefix, part) in [("parameters", parameters), ("momentum", momentum), ("best", best ?? Parameters())] {
            for (name, tensor) in zip(part.names, part.tensors) { all.append("\(prefix)/\(name)", tensor) }
        }
        let lines = history.map { "\($0.loss) \($0.penalty) \($0.error)" }.joined(separator: "\n")
        return try SafeTensors.encode(all, metadata: ["key": key, "history": lines, "bestError": "\(bestError)"])
    }

    /// Throws `SafeTensors.Damaged` for a damaged file and for one that belongs to another declaration.
    public init(decoding data: Data, for key: String) throws {
        let (all, metadata) = try SafeTensors.decode(data)
        guard metadata["key"] == key else {
            throw SafeTensors.Damaged(description: "the checkpoint belongs to \(metadata["key"] ?? "no declaration"), not to \(key)")
        }
        func part(_ prefix: String) -> Parameters {
            var result = Parameters()
            for (name, tensor) in zip(all.names, all.tensors) where name.hasPrefix(prefix + "/") {
                result.append(String(name.dropFirst(prefix.count + 1)), tensor)
            }
            return result
        }
        self.init(parameters: part("parameters"))
        momentum = part("momentum")
        let kept = part("best")
        best = kept.names.isEmpty ? nil : kept
        history = try (metadata["history"] ?? "").split(separator: "\n").map { line in
            let numbers = line.split(separator: " ").compactMap { Double($0) }
            guard numbers.count == 3 else { throw SafeTensors.Damaged(description: "the checkpoint's history has the line “\(line)”") }
            return Epoch(loss: numbers[0], penalty: numbers[1], error: numbers[2])
        }
        guard let error = Double(metadata["bestError"] ?? "") else { throw SafeTensors.Damaged(description: "the checkpoint has no best error") }
        bestError = error
    }
}
