public import Attacks
public import Datasets
public import Declarations
public import Records
import Classification
import Foundation
import Networks
import Tensors

/// Attacks images of a test set: a row for each, and the images that the attack left, in one file per block.
public struct AttackImages: Work {
    public static var version: Int { 2 }
    public var model = Input.none
    @Declared public var data: any Dataset = Procedural()
    @Declared public var attack: any MinimumNormAttack = Clean()
    public var seed: UInt64 = 0, title: Title = ""
    public init() {}
    /// An attack on a model's test images; `title` is the attack's.
    public init(model: Input, data: any Dataset, attack: any MinimumNormAttack, seed: UInt64, title: String = "") {
        (self.model, self.data, self.attack, self.seed, self.title) = (model, data, attack, seed, Title(title))
    }

    public var inputs: [Input] { [model] }
    public var dataset: (any Dataset)? { data }
    public var label: String { isClean ? "classify clean images by \(model.title)" : "attack \(model.title) with \(title)" }
    public var seeds: [UInt64] { [seed] }
    public var columns: [String]? { Self.columns }
    // Small enough that minutes of Carlini-Wagner are reported between two blocks.
    static let together = 25
    public var block: Int { isClean ? 500 : Self.together }
    public var effort: Effort { model.effort(of: attack.passes, named: attack.keyText, on: data) }

    /// Whether the images are left as they are: then no copies of them are stored.
    var isClean: Bool { attack is Clean }

    public func discardDamaged(_ store: Store, _ key: Key) throws -> [String] {
        let rows = try store.discardDamaged(key).map { "\($0)" }
        return isClean ? rows : try rows + ImageBlock.discardDamaged(store, key)
    }

    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let model = try workspace.classifier(model), images = try workspace.open(data)
        return { samples in
            let (rows, left) = try self.rows(model, try images(.test, samples))
            // The images first: rows say that a sample is done.
            if !isClean { try workspace.write(try ImageBlock(samples: samples, images: left).encoded(for: key), key, ImageBlock.name(samples)) }
            try workspace.write(rows, key)
        }
    }

    private func rows(_ model: some DifferentiableClassifier, _ batch: LabelledImages) throws -> (Rows, Tensor) {
        let predicted = try model.labels(batch.images, samples: batch.samples)
        let result = try attack(model, batch, RandomSource(seed: seed)("attack"))
        // Nothing that an attack says is taken on trust: a fresh forward pass must agree with every success.
        let verifications = try verify(model, batch, result, norm: attack.norm)
        var rows: [Int: [Double]] = [:]
        for n in 0..<batch.count {
            let isCorrect = predicted[n] == batch.labels[n], found = result.found[n]
            if found, !verifications[n].holds {
                throw Refused(
                    "sample \(batch.samples[n]): \(type(of: attack).name) reports a success that a fresh forward pass denies, or outside the box")
            }
            rows[batch.samples[n]] = [
                isClean ? 0 : 1, Double(batch.labels[n]), Double(predicted[n]), isCorrect ? 1 : 0, found ? 1 : 0,
                !isCorrect ? 0 : found ? verifications[n].distance : .infinity, Double(result.queries[n]), Double(result.totalQueries[n]),
                result.tried[n], Double(result.zeroGradients[n]),
            ]
        }
        return (Rows(columns: Self.columns, rows), result.images)
    }

    /// A row: whether an attack was made; the label, the class predicted for the image as it was, and whether they agree; whether an adversarial
    /// image was found, and its distance (0 if wrong already, infinite if none was found); queries up to it and in all; the largest radius tried;
    /// and at how many queries the loss's gradient was exactly zero.
    static let columns = [
        "attacked", "label", "predicted", "correct", "found", "distance", "queries", "totalQueries", "tried", "zeroGradients",
    ]
}

extension Input {
    /// The title of the model that this work gives.
    var title: String { (work as? any NetWork).map { "\($0.modelTitle)" } ?? work.label }

    /// The effort of a number of passes of this model over an image.
    func effort(of passes: Double, named name: String, on data: any Dataset) -> Effort {
        guard let net = work as? any NetWork else { return Effort(kind: name) }
        return Effort(
            kind: "\(name) \(self.net)", exercise: .gradient(net.architecture, data), repeats: passes / 2)
    }
}
