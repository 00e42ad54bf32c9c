public import Attacks
public import Datasets
public import Declarations
public import Records
import Classification
import Foundation
import Networks
import Tensors

/// Attacks images of a test set: one row per image, and the attacked images, one file per block.
public struct AttackImages: Work {
    /// Version 2: rows of version 1 are not reused.
    public static var version: Int { 2 }
    /// The model under attack.
    public var model = Input.none
    /// The data set whose test images are attacked.
    @Declared public var data: any Dataset = Procedural()
    /// The attack.
    @Declared public var attack: any MinimumNormAttack = Clean()
    /// For a transfer attack, the model that adversarial images are made for; otherwise null.
    public var source: Input?
    /// The seed of the attack's random starts.
    public var seed: UInt64 = 0
    /// The attack's title; not part of the key.
    public var title: Title = ""
    /// The default attack on no particular model.
    public init() {}
    /// An attack on a model's test images; `title` is the attack's.
    public init(model: Input, data: any Dataset, attack: any MinimumNormAttack, source: Input? = nil, seed: UInt64, title: String = "") {
        (self.model, self.data, self.attack, self.source, self.seed, self.title) = (model, data, attack, source, seed, Title(title))
    }

    /// The model, and the source of a transfer.
    public var inputs: [Input] { [model] + (source.map { [$0] } ?? []) }
    /// The data.
    public var dataset: (any Dataset)? { data }
    /// As in "attack undefended with l2 PGD"; images of another data set than the model's are named.
    public var label: String {
        let images = data.title == model.work.dataset?.title ? "" : ", \(data.title)"
        let source = source.map { ", from \($0.title)" } ?? ""
        return (isClean ? "classify clean images by \(model.title)" : "attack \(model.title) with \(title)\(source)") + images
    }
    /// The seed of the attack.
    public var seeds: [UInt64] { [seed] }
    /// The columns of `AttackImages.columns`.
    public var columns: [String]? { Self.columns }
    // Small enough that a Carlini-Wagner attack reports progress every few minutes.
    static let together = 25
    /// 500 clean images, or 25 attacked ones.
    public var block: Int { isClean ? 500 : Self.together }
    /// Proportional to the passes of the attack.
    public var effort: Effort { model.effort(of: attack.passes, named: attack.keyText, on: data) }

    /// The attacked images.
    public var leftImages: LeftImages? { LeftImages(model: model, data: data, label: isClean ? "clean images" : "\(title)", areClean: isClean) }

    private var isClean: Bool { !attack.changesImages }

    /// Removes damaged rows and image blocks, and the rows whose images are missing.
    public func discardDamaged(_ store: Store, _ key: Key) throws -> [String] {
        let rows = try store.discardDamaged(key, columns: columns).map { "\($0)" }
        return isClean ? rows : try rows + ImageBlock.discardDamaged(store, key)
    }

    /// Opens the data and the model. Throws `Refused` for a damaged model, `DatasetError` for missing data.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let model = try workspace.classifier(model), source = try source.map { try workspace.classifier($0) }, images = try workspace.open(data)
        return { samples in
            let beginning = try self.beginning(samples, workspace)
            let (rows, left) = try self.rows(model, source, try images(.test, samples), beginning)
            // Write the images first: a row marks its sample as done.
            if !isClean { try workspace.write(try ImageBlock(samples: samples, images: left).encoded(for: key), key, ImageBlock.name(samples)) }
            try workspace.write(rows, key)
        }
    }

    private func rows(
        _ model: some DifferentiableClassifier, _ source: (any DifferentiableClassifier)?, _ batch: LabelledImages, _ beginning: Beginning?
    ) throws -> (Rows, Tensor) {
        let predicted = try model.labels(batch.images, samples: batch.samples), random = RandomSource(seed: seed)("attack")
        let result =
            if let source, let attack = attack as? any TransferAttack {
                try attack(model, from: source, batch, random)
            } else if let beginning, let attack = attack as? Within {
                try attack(model, batch, random, continuing: beginning.adversarials(batch), of: beginning.attack)
            } else {
                try attack(model, batch, random)
            }
        // Attacks are not trusted: a fresh forward pass must confirm every success.
        let verifications = try verify(model, batch, result, norm: attack.norm)
        var rows: [Int: [Double]] = [:]
        for n in 0..<batch.count {
            let isCorrect = predicted[n] == batch.labels[n], found = result.found[n]
            // For a targeted attack a wrong class need not be the target.
            let isThere = result.isGoal(predicted[n], n, label: batch.labels[n])
            if found, !verifications[n].holds {
                throw Refused(
                    "sample \(batch.samples[n]): \(type(of: attack).name) reports a success that a fresh forward pass denies, or outside the box")
            }
            rows[batch.samples[n]] = [
                isClean ? 0 : 1, Double(batch.labels[n]), Double(predicted[n]), isCorrect ? 1 : 0, found ? 1 : 0,
                isThere ? 0 : found ? verifications[n].distance : .infinity, Double(result.queries[n]), Double(result.totalQueries[n]),
                result.tried[n], Double(result.zeroGradients[n]),
            ]
        }
        return (Rows(columns: Self.columns, rows), result.images)
    }

    /// A row: 1 if attacked; the label, the class predicted for the clean image, and 1 if they agree; 1 if an adversarial image was found, and its
    /// distance (0 if the clean image reaches the attack's goal already, which for an untargeted attack is any misclassification; infinite if none
    /// was found); queries up to it and in all; the largest radius tried; and the number of queries at which the loss gradient was exactly zero.
    static let columns = [
        "attacked", "label", "predicted", "correct", "found", "distance", "queries", "totalQueries", "tried", "zeroGradients",
    ]
}

extension Input {
    /// The title of the model that this work produces.
    var title: String { (work as? any NetWork).map { "\($0.modelTitle)" } ?? work.label }

    /// The effort of a number of passes of this model over an image.
    func effort(of passes: Double, named name: @autoclosure @escaping @Sendable () -> String, on data: any Dataset) -> Effort {
        guard let net = work as? any NetWork else { return Effort(kind: name()) }
        return Effort(
            kind: "\(name()) \(self.net)", exercise: .gradient(net.architecture, data), repeats: passes / 2)
    }
}
