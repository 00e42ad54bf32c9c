import Attacks
import Classification
public import Records
import Tensors

extension AttackImages {
    /// A stored result of the same attack with fewer restarts.
    struct Beginning {
        let attack: Within, rows: Rows, images: Tensor

        /// The result, of a batch of its samples.
        func adversarials(_ batch: LabelledImages) -> Adversarials {
            var result = Adversarials(batch)
            result.images = images
            for (n, sample) in batch.samples.enumerated() {
                let row = Dictionary(uniqueKeysWithValues: zip(rows.columns, rows[sample] ?? []))
                func value(_ column: String) -> Double { row[column, default: .nan] }
                (result.found[n], result.distances[n], result.tried[n]) = (value("found") == 1, value("distance"), value("tried"))
                (result.queries[n], result.totalQueries[n]) = (Int(value("queries")), Int(value("totalQueries")))
                result.zeroGradients[n] = Int(value("zeroGradients"))
            }
            return result
        }
    }

    /// The rows and images of `samples` by as many of this attack's restarts as the store holds for all of them. Nil if there are none or they cannot be
    /// read; then every restart is run.
    func beginning(_ samples: [Int], _ workspace: Workspace) throws -> Beginning? {
        guard let (attack, key, rows) = try begun(union(samples.map { $0..<$0 + 1 }), workspace.store),
            let images = try? ImageBlock.images(samples, workspace, key)
        else { return nil }
        return Beginning(attack: attack, rows: rows, images: images)
    }

    /// Only the further restarts are left where the store holds the result of fewer. Throws `FileError` and `RecordsError`.
    public func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder {
        var left = try rowsLeft(of: samples, store, key)
        guard left.count > 0, let begun = try begun(left.missing, store) else { return left }
        left.units = max(1, Int(Double(left.units) * (1 - begun.attack.passes / attack.passes)))
        left.why = "continues from \(begun.key.short), which has fewer restarts"
        return left
    }

    private func begun(_ samples: [Range<Int>], _ store: Store) throws -> (attack: Within, key: Key, rows: Rows)? {
        for fewer in (attack as? Within)?.beginnings ?? [] {
            var work = self
            work.attack = fewer
            let key = try Job(work).key()
            guard store.has(key, "job.json") else { continue }
            // Damage to another job is not this one's: without its rows, every restart is run.
            if let rows = try? store.rows(key, columns: columns), samples.allSatisfy({ rows.missing(in: $0).isEmpty }) { return (fewer, key, rows) }
        }
        return nil
    }
}
