import Declarations
public import Records
import Datasets

/// The jobs that the cells of some manifests ask for, each once, inputs first.
public struct Plan: Codable, Sendable {
    /// A job, the samples that are wanted of it, and the manifests that want them: the latter are no part of its key.
    public struct Item: Codable, Sendable {
        public let key: Key, job: Job
        /// Ascending, without overlap.
        public internal(set) var samples: [Range<Int>]
        /// The manifests, by id, in the order in which they asked.
        public internal(set) var wantedBy: [String]
        /// The job in words: `attack undefended with l2 PGD`.
        public let label: String
    }
    /// Rows that a cell reads: those of a job, and beside them those of another.
    public struct RowSet: Codable, Sendable, Hashable { public let rows: Key, beside: Key?, samples: Range<Int> }
    /// A cell of a grid, under one seed of training.
    public struct Request: Codable, Sendable { public let row: Int, column: Int, seed: UInt64, reads: [RowSet] }

    public private(set) var items: [Item] = []
    /// The cells by manifest.
    public private(set) var requests: [String: [Request]] = [:]
    private var places: [Key: Int] = [:]
    public init() {}

    private enum CodingKeys: String, CodingKey { case items, requests }

    /// The item of a key, nil if no cell wants it.
    public subscript(key: Key) -> Item? { places[key].map { items[$0] } }

    /// Adds a cell of a manifest and the jobs that it needs. Throws `Refused` for more samples than there are.
    mutating func add(_ needs: [Need], manifest: String, row: Int, column: Int, seed: UInt64) throws {
        let reads = try needs.map { need in
            let rows = try want(Input(need.work), need.samples, manifest)
            return RowSet(rows: rows, beside: try need.beside.map { try want(Input($0), need.samples, manifest) }, samples: need.samples)
        }
        requests[manifest, default: []].append(Request(row: row, column: column, seed: seed, reads: reads))
    }

    /// Plans samples of a work, after what it needs of its inputs.
    @discardableResult
    private mutating func want(_ input: Input, _ samples: Range<Int>, _ manifest: String) throws -> Key {
        let work = input.work
        if let place = places[input.key] {
            let known = items[place]
            if known.samples.contains(where: { $0.lowerBound <= samples.lowerBound && samples.upperBound <= $0.upperBound }),
                known.wantedBy.contains(manifest)
            {
                return input.key
            }
        } else if let available = work.available, samples.upperBound > available {
            throw Refused("\(work.label): samples up to \(samples.upperBound) are asked for, and there are \(available)")
        }
        for other in work.inputs {
            // Of a work that has a single sample, such as a training, that one is wanted.
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

/// Ranges in ascending order, those that touch or overlap joined.
func union(_ ranges: [Range<Int>]) -> [Range<Int>] {
    ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { union, range in
        if let last = union.last, range.lowerBound <= last.upperBound {
            union[union.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            union.append(range)
        }
    }
}
