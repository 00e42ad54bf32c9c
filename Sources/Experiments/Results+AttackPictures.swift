// Pictures of what attacks change: results/PAPER/PROFILE/pictures/ATTACK-DATA.png, drawn from the images that are kept.

import Attacks
import Classification
import Datasets
import Declarations
import Files
import Foundation
import Plots
import Records
import Reports
import Tensors

extension Results {
    /// Images of each model in a picture.
    private static let shownImages = 4

    /// Draws, for each attack that manifests name and each data set, the first successes on every model: the clean image, the change, and the
    /// adversarial image, with the classes that the model predicts. Returns the files. An attack is left out if neither the store nor the results
    /// have its images or its net, and if the data are missing. `report` receives a line for each missing data set.
    ///
    /// Throws `Refused` for a damaged file of images or net.
    @discardableResult
    public func drawAttacks(in workspace: Workspace, _ report: (String) -> Void = { _ in }) throws -> [String] {
        let names = Set(session.manifests.flatMap(\.attacks.names)), named = attackJobs.filter { names.contains("\($0.attack.title)") }
        var fileNames = FileNames(), missing: Set<String> = [], files: [String] = [], sources = Sources(workspace)
        for title in unique(named.map { Pair(attack: "\($0.attack.title)", data: $0.attack.data.title) }) where !missing.contains(title.data) {
            let jobs = named.filter { "\($0.attack.title)" == title.attack && $0.attack.data.title == title.data }
            do {
                // Of several training seeds, the first.
                let rows = try unique(jobs.map(\.attack.model.title)).compactMap { model in
                    try jobs.first { $0.attack.model.title == model }.flatMap { try row(of: $0, &sources) }
                }
                guard let first = jobs.first, !rows.isEmpty else { continue }
                let picture = Mosaic(
                    title: "\(title.attack), \(title.data)", headings: ["clean", "change", "adversarial"], rows: rows,
                    note: "profile \(session.profileName); changes are enlarged by the factor below them, and grey is none; distances in "
                        + first.attack.attack.norm.rawValue)
                try Disk.createFolder("\(place)/pictures")
                let file = Artefact(
                    name: "pictures/\(fileNames.name(for: "\(title.attack) \(title.data)", first.item.key)).png", data: try picture.pixels().png())
                try write(file)
                files.append("\(place)/\(file.name)")
            } catch let error as DatasetError {
                missing.insert(title.data)
                report("No pictures of attacks on \(title.data): \(error)")
            }
        }
        return files
    }

    private struct Pair: Hashable { let attack: String, data: String }

    /// The data sets, each opened once.
    private struct Sources {
        let workspace: Workspace
        private var open: [String: any ImageSource] = [:]
        init(_ workspace: Workspace) { self.workspace = workspace }

        mutating func source(_ data: any Dataset) throws -> any ImageSource {
            if let known = open[data.keyText] { return known }
            let source = try workspace.open(data)
            open[data.keyText] = source
            return source
        }
    }

    /// The first successes on a model; nil if none are kept.
    private func row(of job: AttackJob, _ sources: inout Sources) throws -> Mosaic.Row? {
        let attack = job.attack, workspace = sources.workspace
        guard workspace.store.has(attack.model.key, Train.weights) else { return nil }
        func first(_ rows: Rows) -> [Int] { Array(rows.fooled.prefix(Self.shownImages)) }
        guard let kept = try kept(job, workspace, choosing: first) else { return nil }
        let samples = Array(kept.samples.prefix(Self.shownImages))
        if samples.isEmpty { return nil }
        let model = try workspace.classifier(attack.model), source = try sources.source(attack.data), norm = attack.attack.norm
        let images = kept.images.rows(Array(samples.indices)), clean = try source(.test, samples)
        let predicted = try model.labels(images, samples: samples)
        var groups: [[Mosaic.Tile]] = []
        for n in samples.indices {
            let distance = norm.distance(images[n], clean.images[n])
            let names = (attack.data.className(clean.labels[n]), attack.data.className(predicted[n]))
            groups.append(Self.group(images[n], clean.images[n], names, distance, attack.data.image))
        }
        return Mosaic.Row(attack.model.title, groups)
    }

    /// The clean image with its class, the change with its factor, and the attacked image with its predicted class and its distance.
    private static func group(_ image: [Float], _ clean: [Float], _ classes: (String, String), _ distance: Double, _ shape: [Int]) -> [Mosaic.Tile] {
        let change = zip(image, clean).map { $0 - $1 }, factor = factor(change.map(abs).max() ?? 0)
        return [
            Mosaic.Tile(Pixels(clean, shape), [classes.0]),
            Mosaic.Tile(Pixels(change.map { 0.5 + 0.5 * Float(factor) * $0 }, shape), ["× \(factor)"]),
            Mosaic.Tile(Pixels(image, shape), [classes.1, Numbers.shown(distance, unit: "")]),
        ]
    }

    /// The largest of 1, 2, 5, 10, 20, ... that keeps a change of this size within black and white.
    private static func factor(_ largest: Float) -> Int {
        let factors = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
        return factors.last { Float($0) * largest <= 1 } ?? 1
    }
}

extension Pixels {
    /// An image of floats in [0, 1], of shape [H, W, C]; grey images have one channel.
    fileprivate init(_ values: [Float], _ shape: [Int]) {
        let channels = shape[2]
        let bytes = (0..<shape[0] * shape[1]).flatMap { pixel in
            (0..<3).map { UInt8((min(1, max(0, values[pixel * channels + min($0, channels - 1)])) * 255).rounded()) }
        }
        self.init(width: shape[1], height: shape[0], values: bytes)
    }
}
