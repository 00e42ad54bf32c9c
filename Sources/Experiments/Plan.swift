import Declarations
public import Records
import Datasets

/// The jobs that the cells of some manifests need, each once, inputs first.
public struct Plan: Codable, Sendable {
    /// A job, the samples wanted of it, and the manifests that want them; samples and manifests are not part of its key.
    public struct Item: Codable, Sendable {
        /// The job's key.
        public let key: Key
        /// The job.
        public let job: Job
        /// Ranges of samples, ascending, without overlap.
        public internal(set) var samples: [Range<Int>]
        /// The ids of the manifests that want it, in the order of planning.
        public internal(set) var wantedBy: [String]
        /// The job in words: `attack undefended with l2 PGD`.
        public let label: String
    }
    /// The rows that a cell reads: `samples` of one job and, if `beside` is given, those of another job in further columns.
    public struct RowSet: Codable, Sendable, Hashable { public let rows: Key, beside: Key?, samples: Range<Int> }
    /// A cell of a grid, under one seed of training.
    public struct Request: Codable, Sendable { public let row: Int, column: Int, seed: UInt64, reads: [RowSet] }

    /// The jobs, inputs first.
    public private(set) var items: [Item] = []
    /// The cells of each manifest, by its id.
    public private(set) var requests: [String: [Request]] = [:]
    private var places: [Key: Int] = [:]
    /// An empty plan.
    public init() {}

    private enum CodingKeys: String, CodingKey { case items, requests }

    /// The item with a key, nil if no cell needs it.
    public subscript(key: Key) -> Item? { places[key].map { items[$0] } }

    /// Adds a cell of a manifest and the jobs that it needs. Throws `Refused` for more samples than exist.
    mutating func add(_ needs: [Need], manifest: String, row: Int, column: Int, seed: UInt64) throws {
        let reads = try needs.map { need in
            let rows = try want(Input(need.work), need.samples, manifest)
            return RowSet(rows: rows, beside: try need.beside.map { try want(Input($0), need.samples, manifest) }, samples: need.samples)
        }
        requests[manifest, default: []].append(Request(row: row, column: column, seed: seed, reads: reads))
    }

    /// Plans samples of a work, after everything that they need of its inputs.
    @discardableResult
    mutating func want(_ input: Input, _ samples: Range<Int>, _ manifest: String) throws -> Key {
        let work = input.work
        if let place = places[input.key] {
            let known = items[place]
            if known.samples.contains(where: { $0.lowerBound <= samples.lowerBound && samples.upperBound <= $0.upperBound }),
                known.wantedBy.contains(manifest)
            {
                return input.key
            }
        } else if let available = work.available, samples.upperBound > available {
            throw Refused("\(work.label): needs samples up to \(samples.upperBound), but there are only \(available)")
        }
        for other in work.inputs {
            // Work with a single sample, such as a training, needs that one.
            try want(other, other.work.read(for: samples), manifest)
        }
        if let place = places[input.key] {
            items[place].samples = union(items[place].samples + [samples])
            if !items[place].wantedBy.contains(manifest) { items[place].wantedBy.append(manifest) }
        } else {
            places[input.key] = items.count
            items.append(Item(key: input.key, job: Job(work), samples: [samples], wantedBy: [manifest], label: work.label))
        }
        return input.key
    }
}

/// Ranges in ascending order, with touching and overlapping ones joined.
func union(_ ranges: [Range<Int>]) -> [Range<Int>] {
    ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { union, range in
        if let last = union.last, range.lowerBound <= last.upperBound {
            union[union.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            union.append(range)
        }
    }
}
