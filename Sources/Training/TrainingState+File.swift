public import Foundation
import Networks

// A checkpoint is a safetensors file with the tensors `parameters/...`, `momentum/...` and, if weights are chosen by their error, `best/...`. Its
// metadata hold the declaration's key, the number of epochs, a line of history for each, and the best error.

extension TrainingState {
    /// The file's bytes, with the declaration's key in its metadata.
    public func encoded(for key: String) throws -> Data {
        var all = Parameters()
        for (prefix, part) in [("parameters", parameters), ("momentum", momentum), ("best", best ?? Parameters())] {
            for (name, tensor) in zip(part.names, part.tensors) { all.append("\(prefix)/\(name)", tensor) }
        }
        let lines = history.map { "\($0.loss) \($0.penalty) \($0.error)" }.joined(separator: "\n")
        return try SafeTensors.encode(
            all, metadata: ["key": key, "epochs": "\(epoch)", "history": lines, "bestError": "\(bestError)"])
    }

    /// Reads a checkpoint. Throws `SafeTensors.Damaged` for a file that is damaged, belongs to another declaration, or has parts that disagree.
    public init(decoding data: Data, for key: String) throws {
        let (all, metadata) = try SafeTensors.decode(data)
        guard metadata["key"] == key else {
            throw Self.damaged("it belongs to \(metadata["key"] ?? "no declaration"), not to \(key)")
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
        history = try Self.history(metadata)
        guard let error = Double(metadata["bestError"] ?? "") else { throw Self.damaged("it has no best error") }
        bestError = error
        try check()
    }

    private static func damaged(_ what: String) -> SafeTensors.Damaged { SafeTensors.Damaged(description: "a damaged checkpoint: \(what)") }

    private static func history(_ metadata: [String: String]) throws -> [Epoch] {
        let history = try (metadata["history"] ?? "").split(separator: "\n").map { line in
            let numbers = line.split(separator: " ").compactMap { Double($0) }
            guard numbers.count == 3, numbers.allSatisfy(\.isFinite), 0...1 ~= numbers[2] else {
                throw damaged("its history has the line “\(line.prefix(80))” where a loss, a penalty and an error are expected")
            }
            return Epoch(loss: numbers[0], penalty: numbers[1], error: numbers[2])
        }
        guard metadata["epochs"] == "\(history.count)" else {
            throw damaged("its history has \(history.count) epochs, but \(metadata["epochs"] ?? "no number") were completed")
        }
        return history
    }

    /// The parts of a checkpoint must agree: momentum and chosen weights have the names and shapes of the parameters.
    private func check() throws {
        func part(_ name: String, _ part: Parameters, fits other: Parameters) throws {
            do { _ = try part.matching(other) } catch let error as ParameterMismatch { throw Self.damaged("its \(name): \(error)") }
        }
        try part("parameters", parameters, fits: parameters)
        try part("momentum", momentum, fits: epoch == 0 && momentum.names.isEmpty ? Parameters() : parameters.trained)
        if let best { try part("best weights", best, fits: parameters) }
        guard best == nil ? bestError == .infinity : 0...1 ~= bestError else {
            throw Self.damaged("its best error is \(bestError), but it has \(best == nil ? "no best" : "best") weights")
        }
    }
}
