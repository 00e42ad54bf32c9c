public import Attacks
public import Datasets
public import Declarations
public import Records
import Classification
import Foundation
import Networks
import Tensors

/// Attacks test images: a row for each, and the images that the attack left, in one file a block.
public struct AttackImages: Work {
    public var model = Key(hashing: "")
    @Declared public var data: any Dataset = Procedural()
    @Declared public var attack: any MinimumNormAttack = Clean()
    public var seed: UInt64 = 0
    public init() {}
    public init(model: Key, data: any Dataset, attack: any MinimumNormAttack, seed: UInt64) {
        (self.model, self.data, self.attack, self.seed) = (model, data, attack, seed)
    }

    public var inputs: [Key] { [model] }
    // Small enough that minutes of Carlini-Wagner are heard of between two blocks.
    static let together = 25
    public var block: Int { attack is Clean ? 500 : Self.together }

    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let model = try workspace.classifier(model), images = try workspace.open(data)
        return { samples in
            let (rows, left) = try self.rows(model, try images(.test, samples))
            // The images first: rows say that a sample is done.
            if !(attack is Clean) {
                try workspace.write(try ImageBlock(samples: samples, images: left).encoded(for: key), key, ImageBlock.name(samples))
            }
            try workspace.write(rows, key)
        }
    }

    private func rows(_ model: some DifferentiableClassifier, _ batch: LabelledImages) throws -> (Rows, Tensor) {
        let correct = zip(try model.labels(batch.images, samples: batch.samples), batch.labels).map { $0 == $1 }
        let result = try attack(model, batch, RandomSource(seed: seed)("attack"))
        // Nothing that an attack says is taken on trust: a fresh forward pass must agree with every success.
        let verifications = try verify(model, batch, result, norm: attack.norm)
        var rows = Rows(columns: ["attacked", "correct", "found", "distance", "queries", "totalQueries"])
        for n in 0..<batch.count {
            let found = result.found[n], distance = found ? Float(verifications[n].distance) : .infinity
            if found, !verifications[n].holds {
                throw Refused(
                    "sample \(batch.samples[n]): \(type(of: attack).name) reports a success that a fresh forward pass denies, or outside the box")
            }
            rows.values[batch.samples[n]] = [
                attack is Clean ? 0 : 1, correct[n] ? 1 : 0, found ? 1 : 0, correct[n] ? distance : 0, Float(result.queries[n]), Float(result.totalQueries[n]),
            ]
        }
        return (rows, result.images)
    }
}
