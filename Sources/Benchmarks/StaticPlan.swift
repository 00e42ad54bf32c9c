import Classification
import Networks
import Synchronization
import Tensors

/// What a step consists of, whatever its speed: kernels by layer, phases of shared work, storages. A golden of it fails when one of them changes.
public enum StaticPlan {
    /// A line for each layer at each vector width that this machine has, and one for each step. Counts the process's storages: nothing else may
    /// make any meanwhile.
    public static func lines(nets: [String], steps: [Step], batch: Int) throws -> [String] {
        try nets.flatMap { name -> [String] in
            guard let net = Benchmark.architecture(name) else { return [] }
            let images = Step.images(batch), image = Array(images.images.shape.dropFirst())
            let kernels = InstructionSet.names.filter { $0 != "portable" }.compactMap { InstructionSet(named: $0) }.flatMap { set in
                net.kernelsUsed(image: image, set).map { "\(name)  \(set.name)  \($0)" }
            }
            return try kernels + steps.map { try line(name, net, $0, batch: batch) }
        }
    }

    /// The first run of a step makes the storages that its slots need; the second must make none.
    private static func line(_ name: String, _ net: ResNeXt, _ step: Step, batch: Int) throws -> String {
        let phases = Counter(), team = Team(threads: 1) { items, _ in phases.add(items) }
        let before = Storage.madeSoFar, body = try step.prepared(net, Step.images(batch), classes: 10, on: team)
        try body()
        let (count, items) = phases.take(), first = Storage.madeSoFar
        try body()
        let second = Storage.madeSoFar, bytes = 4 * (first.floats - before.floats)
        return "\(name)  \(step.rawValue)  batch \(batch): \(count) phases of \(items) items; storages \(first.storages - before.storages), "
            + "\(bytes) bytes; made again by the next step: \(second.storages - first.storages)"
    }

    private final class Counter: Sendable {
        private let seen = Mutex<(phases: Int, items: Int)>((0, 0))
        func add(_ items: Int) { seen.withLock { $0 = ($0.phases + 1, $0.items + items) } }
        func take() -> (Int, Int) {
            seen.withLock { seen in
                defer { seen = (0, 0) }
                return seen
            }
        }
    }
}
