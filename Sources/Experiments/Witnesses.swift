// Witnesses: adversarial images that an attack counted as successes, kept so that anyone can check them without attacking.
//   results/PAPER/PROFILE/witnesses/ATTACK.safetensors   the first images of each named attack [N, H, W, C], with the attack's key and their samples

import Records
public import Reports
import Attacks
import Classification
import Datasets
import Declarations
import Files
import Foundation
import Networks
import Tensors

extension Results {
    /// The number of witnesses that are kept for each attack.
    static let witnesses = 25

    /// Writes the first successes of each attack that has a name, for profiles that keep their nets; the store keeps all of them.
    func writeWitnesses(_ stored: StoredRows, from store: Store) throws {
        guard session.profile.keepsModels else { return }
        let names = Set(session.manifests.flatMap(\.attacks.names)), workspace = Workspace(folder: store.folder, data: nil, threads: 1)
        for (item, attack, file) in attackJobs where names.contains("\(attack.title)") {
            guard item.samples.allSatisfy({ (try? stored.rows(item.key))?.missing(in: $0).isEmpty == true }) else { continue }
            let samples = Array(try stored.rows(item.key).fooled.prefix(Self.witnesses))
            if samples.isEmpty { continue }
            try Disk.createFolder("\(place)/witnesses")
            let images = try ImageBlock.images(samples, workspace, item.key)
            try write(Artefact(name: file, data: try ImageBlock(samples: samples, images: images).encoded(for: item.key)))
        }
    }

    /// Checks every counted success again, by a fresh forward pass over its stored image and its distance in Double: on the images in the store or,
    /// for attacks that the store lacks, the witnesses in the results folder. `report` receives the line of each attack as it is checked.
    ///
    /// Throws `Refused` for a damaged file of images or net, `DatasetError` for missing data.
    public func check(in workspace: Workspace, _ report: (WitnessReport.Line) throws -> Void = { _ in }) throws -> WitnessReport {
        var lines: [WitnessReport.Line] = []
        for job in attackJobs {
            guard let kept = try kept(job, workspace, choosing: \.fooled) else { continue }
            let line = try check(job.attack, kept.samples, kept.images, kept.rows, workspace)
            try report(line)
            lines.append(line)
        }
        return WitnessReport(profile: session.profileName, lines: lines)
    }

    private func check(_ attack: AttackImages, _ samples: [Int], _ images: Tensor, _ rows: Rows, _ workspace: Workspace) throws -> WitnessReport.Line
    {
        let model = try workspace.classifier(attack.model), source = try workspace.open(attack.data), norm = attack.attack.norm
        var line = WitnessReport.Line(model: attack.model.title, attack: "\(attack.title)", images: samples.count)
        let distances = rows.column("distance"), place = Dictionary(uniqueKeysWithValues: zip(rows.samples, rows.samples.indices))
        for first in stride(from: 0, to: samples.count, by: 256) {
            let part = Array(first..<min(first + 256, samples.count)), originals = try source(.test, part.map { samples[$0] })
            let kept = images.rows(part), rounded = Tensor(shape: kept.shape, values: kept.values.map { ($0 * 255).rounded() / 255 })
            let predicted = try model.labels(kept, samples: originals.samples), after = try model.labels(rounded, samples: originals.samples)
            for n in part.indices {
                let distance = norm.distance(kept[n], originals.images[n]), isInBox = kept[n].allSatisfy { 0...1 ~= $0 }
                let recorded = place[originals.samples[n]].map { distances[$0] }
                if predicted[n] != originals.labels[n], isInBox, recorded == distance { line.confirmed += 1 }
                if after[n] != originals.labels[n] { line.survivors += 1 }
            }
        }
        return line
    }

    /// The kept images of an attack and the rows of its job: the images in the store that `choosing` picks or, if the store has no rows, the
    /// witnesses in the results folder; nil if there are neither. Throws `Refused` for a damaged file.
    func kept(_ job: AttackJob, _ workspace: Workspace, choosing: (Rows) -> [Int]) throws -> (samples: [Int], images: Tensor, rows: Rows)? {
        let stored = try workspace.store.rows(job.item.key, columns: job.attack.columns)
        if stored.count > 0 {
            let samples = choosing(stored)
            if samples.isEmpty { return (samples, Tensor(zeros: [0] + job.attack.data.image), stored) }
            return (samples, try ImageBlock.images(samples, workspace, job.item.key), stored)
        }
        guard Disk.exists("\(place)/\(job.file)"), let rowFile = rowFiles.first(where: { $0.item.key == job.item.key })?.file else { return nil }
        let block = try ImageBlock(file: "\(place)/\(job.file)", of: job.item.key)
        return (block.samples, block.images, try Rows(csv: try TextFile.read("\(place)/\(rowFile)"), file: "\(place)/\(rowFile)"))
    }

    /// An attack of the plan that changes images, and the file that keeps its witnesses.
    typealias AttackJob = (item: Plan.Item, attack: AttackImages, file: String)

    /// The attacks of the plan.
    var attackJobs: [AttackJob] {
        var names = FileNames()
        return session.plan.items.compactMap { item in
            guard let attack = item.job.work as? AttackImages, attack.attack.changesImages else { return nil }
            return (item, attack, "witnesses/\(names.name(for: item.label, item.key)).safetensors")
        }
    }
}

extension Rows {
    /// The images that were classified correctly and then fooled.
    var fooled: [Int] { cleanOrFooled().map { samples[$0] } }
}
