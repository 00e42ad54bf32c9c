import Networks
public import Tensors

/// This engine compared with other programs, alternating step by step so that disturbances of the machine affect both alike. Both sides are medians:
/// of this engine's runs in a round, of a peer's own runs, and over the rounds.
public struct PeerComparison: Codable, Sendable {
    /// One step of one net.
    public struct Row: Codable, Sendable {
        /// The net's name.
        public let net: String
        /// The step's name.
        public let step: String
        /// This engine's images per second: the median of all rounds.
        public internal(set) var here = 0.0
        /// The peer's images per second: the median of all rounds of its fastest variant.
        public internal(set) var peer = 0.0
        /// How many times faster this engine is.
        public internal(set) var ratio = 0.0
        /// This engine's peak memory in MiB.
        public internal(set) var memory: Double?
        /// The peak memory in MiB of the peer's fastest variant.
        public internal(set) var peer_memory: Double?
    }
    /// In the order of nets and steps.
    public private(set) var rows: [Row] = []

    /// Compares with `peers`, variants of one program of which the fastest counts. `report` receives each row. Throws `PeerError`.
    public init(
        nets: [String], steps: [Step], batch: Int, peers: [Peer], rounds: Int, repeats: Int, on team: Team, report: (String) -> Void
    ) throws {
        for net in nets {
            guard let architecture = Benchmark.architecture(net) else { continue }
            for step in steps {
                var row = Row(net: net, step: step.rawValue), own: [Double] = [], others: [[(imagesPerSecond: Double, memory: Double?)]] = []
                for _ in 0..<max(rounds, 1) {
                    let round = try NetBenchmark(
                        net, architecture, [step], batch: batch, on: team, peak: .infinity, Stopwatch(repeats: repeats, kept: .median), { _ in })
                    own.append(round.images_per_second[step.rawValue] ?? 0)
                    row.memory = round.peak_memory_mib[step.rawValue].map { max($0, row.memory ?? 0) }
                    others.append(try peers.map { try $0.measure(step, net: net, batch: batch, threads: team.threads) })
                }
                row.here = Stopwatch.median(own)
                for peer in peers.indices {
                    let rate = Stopwatch.median(others.map { $0[peer].imagesPerSecond })
                    if rate > row.peer { (row.peer, row.peer_memory) = (rate, others.compactMap { $0[peer].memory }.max()) }
                }
                row.ratio = row.here / row.peer
                rows.append(row)
                report(row.line)
            }
        }
    }

    /// The header of a Markdown table of rows.
    public static let head = """
        | net, step | images/s here | peer | ratio | peak memory here [MiB] | peer | ratio |
        |---|---:|---:|---:|---:|---:|---:|
        """
}

extension PeerComparison.Row {
    /// A row of a Markdown table.
    public var line: String {
        func whole(_ value: Double?) -> String { value.map { "\(Int($0.rounded()))" } ?? "" }
        func short(_ value: Double) -> String { value < 100 ? rounded(value) : whole(value) }
        let share = memory.flatMap { memory in peer_memory.map { "\((memory / $0 * 100).rounded() / 100)" } } ?? ""
        return "| \(net), \(step) | \(short(here)) | \(short(peer)) | \(rounded(ratio)) | \(whole(memory)) | \(whole(peer_memory)) | \(share) |"
    }
}
