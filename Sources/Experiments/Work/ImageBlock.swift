import Files
import Foundation
import Networks
import Records
import Tensors

/// The attacked images [N, H, W, C] of one block of samples, in one safetensors file.
struct ImageBlock {
    let samples: [Int], images: Tensor
    init(samples: [Int], images: Tensor) { (self.samples, self.images) = (samples, images) }

    static func name(_ samples: [Int]) -> String { "images-\(samples.first ?? 0)-\((samples.last ?? -1) + 1).safetensors" }

    /// The file's bytes.
    func encoded(for key: Key) throws -> Data {
        try SafeTensors.encode(
            Parameters(names: ["images"], tensors: [images]),
            metadata: ["key": "\(key)", "samples": samples.map(String.init).joined(separator: " ")])
    }

    /// The images of a file outside the store. Throws `Refused` for one that is damaged or not of this job, and `FileError`.
    init(file: String, of key: Key) throws {
        do {
            let (parameters, metadata) = try SafeTensors.decode(try Disk.read(file))
            let samples = (metadata["samples"] ?? "").split(separator: " ").compactMap { Int($0) }
            guard metadata["key"] == "\(key)", metadata["sha256"] != nil, let images = parameters["images"], images.count == samples.count else {
                throw SafeTensors.Damaged(description: "not images of this attack's job")
            }
            self.init(samples: samples, images: images)
        } catch let error as SafeTensors.Damaged { throw Refused("\(file): \(error)") }
    }

    /// The images of `samples` [N, H, W, C], from the blocks that contain them. Throws `Refused` if one is missing.
    static func images(_ samples: [Int], _ workspace: Workspace, _ key: Key) throws -> Tensor {
        let folder = workspace.store.path(key)
        var rows: [Int: [Float]] = [:], shape: [Int] = []
        let wanted = Set(samples)
        for name in try Disk.list(folder) where overlaps(name, samples) {
            let (parameters, metadata) = try workspace.read(key, name) { try SafeTensors.decode($0) }
            let held = (metadata["samples"] ?? "").split(separator: " ").compactMap { Int($0) }
            guard metadata["key"] == "\(key)", let images = parameters["images"], images.count == held.count else {
                throw Refused("\(folder)/\(name): not a block of this job's images")
            }
            shape = Array(images.shape.dropFirst())
            for (row, sample) in held.enumerated() where wanted.contains(sample) { rows[sample] = images[row] }
        }
        return Tensor(
            stacking: try samples.map { sample in
                guard let row = rows[sample] else { throw Refused("\(folder): no image of sample \(sample)") }
                return row
            }, shape: shape)
    }

    /// Removes blocks that are damaged or belong to another job, and the rows of every sample without a valid block, so that these samples are
    /// attacked again.
    static func discardDamaged(_ store: Store, _ key: Key) throws -> [String] {
        var held: Set<Int> = [], damaged: [String] = []
        for name in try store.files(key) where name.hasPrefix("images-") {
            do {
                let (parameters, metadata) = try SafeTensors.decode(try store.read(key, name))
                let samples = (metadata["samples"] ?? "").split(separator: " ").compactMap { Int($0) }
                guard metadata["key"] == "\(key)", metadata["sha256"] != nil, parameters["images"]?.count == samples.count else {
                    throw SafeTensors.Damaged(description: "not a block of this job's images")
                }
                held.formUnion(samples)
            } catch let error as SafeTensors.Damaged {
                try Disk.remove(store.path(key, name))
                damaged.append("\(store.path(key, name)): \(error)")
            }
        }
        let orphans = try store.discardRows(key) { !held.contains($0) }
        return damaged + orphans.map { "\($0): the images of some of its rows are missing" }
    }

    private static func overlaps(_ name: String, _ samples: [Int]) -> Bool {
        guard name.hasPrefix("images-"), let first = samples.min(), let last = samples.max() else { return false }
        let ends = name.dropFirst("images-".count).prefix { $0 != "." }.split(separator: "-").compactMap { Int($0) }
        return ends.count == 2 && ends[0] <= last && first < ends[1]
    }
}
