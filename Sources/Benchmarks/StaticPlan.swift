import Classification
import Networks
import Synchronization
public import Tensors

/// The parts of a step that do not depend on timing: kernels by layer, phases of shared work, allocated storages. A golden test fails when any of
/// them changes.
public enum StaticPlan {
    /// A line for each layer and each step at each of the vector widths, every line with the name of its net and its width.
    ///
    /// Counts the storages of the whole process, so nothing else may allocate any at the same time. Throws what the architecture throws.
    public static func lines(nets: [String], steps: [Step], batch: Int, widths: [InstructionSet] = InstructionSet.fused) throws -> [String] {
        try nets.flatMap { name -> [String] in
            guard let net = Benchmark.architecture(name) else { return [] }
            let images = Step.images(batch), image = Array(images.images.shape.dropFirst())
            return try widths.flatMap { set in
                try (net.kernelsUsed(image: image, set) + steps.map { try line(net, $0, batch: batch, set) }).map { "\(name)  \(set)  \($0)" }
            }
        }
    }

    /// The first run of a step allocates the storages that its slots need; the second must allocate none.
    private static func line(_ net: ResNeXt, _ step: Step, batch: Int, _ set: InstructionSet) throws -> String {
        let phases = Counter(), team = Team(threads: 1, instructions: set) { items, _ in phases.add(items) }
        let before = Storage.madeSoFar, body = try step.prepared(net, Step.images(batch), classes: 10, on: team)
        try body()
        let (count, items) = phases.take(), first = Storage.madeSoFar
        try body()
        let second = Storage.madeSoFar, bytes = 4 * (first.floats - before.floats)
        return "\(step.rawValue)  batch \(batch): \(count) phases of \(items) items; storages \(first.storages - before.storages), "
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
