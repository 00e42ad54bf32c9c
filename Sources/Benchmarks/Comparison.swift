import Networks
public import Tensors

/// This engine beside other programs, step by step and in turn, so that what disturbs the machine disturbs them alike.
public struct Comparison: Codable, Sendable {
    /// One step of one net.
    public struct Row: Codable, Sendable {
        public let net: String, step: String
        /// Images a second: of the better of all rounds.
        public internal(set) var here = 0.0, peer = 0.0
        /// How many times faster this engine is.
        public internal(set) var ratio = 0.0
        /// MiB that each held at most; the peer's of its faster variant.
        public internal(set) var memory: Double?, peer_memory: Double?
    }
    public private(set) var rows: [Row] = []

    /// `peers` are variants of one program, of which the fastest counts; `report` hears of each row. Throws `PeerError`.
    public init(
        nets: [String], steps: [Step], batch: Int, peers: [Peer], rounds: Int, repeats: Int, on team: Team, report: (String) -> Void
    ) throws {
        for net in nets {
            guard let architecture = Benchmark.architecture(net) else { continue }
            for step in steps {
                var row = Row(net: net, step: step.rawValue)
                for _ in 0..<max(rounds, 1) {
                    let own = try NetBenchmark(
                        net, architecture, [step], batch: batch, on: team, peak: .infinity, Stopwatch(repeats: repeats), { _ in })
                    row.here = max(row.here, own.images_per_second[step.rawValue] ?? 0)
                    row.memory = own.peak_memory_mib[step.rawValue].map { max($0, row.memory ?? 0) }
                    for peer in peers {
                        let other = try peer.measure(step, net: net, batch: batch, threads: team.threads)
                        if other.imagesPerSecond > row.peer { (row.peer, row.peer_memory) = (other.imagesPerSecond, other.memory) }
                    }
                }
                row.ratio = row.here / row.peer
                rows.append(row)
                report(row.line)
            }
        }
    }

    /// The head of a Markdown table of rows.
    public static let head = """
        | net, step | images/s here | peer | ratio | peak memory here [MiB] | peer | ratio |
        |---|---:|---:|---:|---:|---:|---:|
        """
}

extension Comparison.Row {
    /// A row of a Markdown table.
    public var line: String {
        func whole(_ value: Double?) -> String { value.map { "\(Int($0.rounded()))" } ?? "" }
        func short(_ value: Double) -> String { value < 100 ? rounded(value) : whole(value) }
        let share = memory.flatMap { memory in peer_memory.map { "\((memory / $0 * 100).rounded() / 100)" } } ?? ""
        return "| \(net), \(step) | \(short(here)) | \(short(peer)) | \(rounded(ratio)) | \(whole(memory)) | \(whole(peer_memory)) | \(share) |"
    }
}
