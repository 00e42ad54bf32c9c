import Datasets
import Records
import Reports
import Statistics

/// A cell's values by image, for one training seed.
struct SeedSample { let seed: UInt64, sample: Sample }

extension Results {
    /// The samples of a table's cell, one for each training seed; nil if rows are missing, and for a cell without per-image values.
    func samples(_ manifest: Manifest, row: Int, column: Int, _ rows: StoredRows) throws -> [SeedSample]? {
        guard let sampling = manifest.grid?.cell(row, column).measure?.sampling else { return nil }
        let requests = (session.plan.requests[manifest.id] ?? []).filter { ($0.row, $0.column) == (row, column) }
        var samples: [SeedSample] = []
        for request in requests {
            var found: [Rows] = []
            for read in request.reads {
                guard let rows = try rows.rows(read) else { return nil }
                found.append(rows)
            }
            samples.append(SeedSample(seed: request.seed, sample: try sampling(found)))
        }
        return samples.isEmpty ? nil : samples
    }

    /// The title of the data set that a table's cell is measured on; nil for a cell without data.
    func data(_ manifest: Manifest, row: Int, column: Int) -> String? {
        let request = session.plan.requests[manifest.id]?.first { ($0.row, $0.column) == (row, column) }
        return request?.reads.first.flatMap { session.plan[$0.rows]?.job.work.dataset?.title }
    }
}

extension [SeedSample] {
    /// The values of each seed on the images that both cells have. A model without training seeds is paired with each seed of the other.
    func paired(with others: [SeedSample]) -> [PairedComparison.Sample] {
        (count >= others.count ? self : others).indices.map { index in
            let left = self[count == 1 ? 0 : index], right = others[others.count == 1 ? 0 : index]
            let images = left.sample.images == right.sample.images ? left.sample.images : common(left.sample.images, right.sample.images)
            let seed = count >= others.count ? left.seed : right.seed
            let (a, b) = (left.sample.of(images), right.sample.of(images))
            return PairedComparison.Sample(
                seed: Int(clamping: seed), left: a.values, right: b.values, leftBeyond: a.beyond, rightBeyond: b.beyond, leftOver: a.over,
                rightOver: b.over)
        }
    }

    /// The values of each seed, to be compared with a number.
    func against(_ number: Double) -> [PairedComparison.Sample] {
        map {
            PairedComparison.Sample(
                seed: Int(clamping: $0.seed), left: $0.sample.values, leftBeyond: $0.sample.beyond, leftOver: $0.sample.over, number: number)
        }
    }
}

/// The numbers that are in both ascending lists.
func common(_ first: [Int], _ second: [Int]) -> [Int] {
    let others = Set(second)
    return first.filter(others.contains)
}
