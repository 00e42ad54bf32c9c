// Adversarial images for other programs: files of named arrays, images in PyTorch's layout [N, C, H, W].

public import Foundation
import Attacks
import Classification
import Datasets
import Networks
public import Records
import Tensors

/// The images that an attack left, with everything needed to judge them.
public struct AttackedImages: Sendable {
    /// The job's label, as in "attack undefended with l2 PGD".
    public let label: String
    /// The reason why the clean images are missing; nil if they are there.
    public let withoutClean: String?
    /// The shape of the images, [N, C, H, W].
    public let shape: [Int]
    private let images: Tensor, clean: Tensor?, labels: [Int], indices: [Int], distances: [Double], metadata: [String: String]

    fileprivate init(_ job: Results.AttackJob, _ samples: [Int], _ images: Tensor, _ rows: Rows, profile: String, _ data: String?) throws {
        label = job.item.label
        indices = samples
        let place = Dictionary(uniqueKeysWithValues: zip(rows.samples, rows.samples.indices))
        let places = try samples.map { sample in
            guard let place = place[sample] else { throw Refused("\(job.item.label): sample \(sample) has an image but no row") }
            return place
        }
        let allLabels = rows.column("label"), allDistances = rows.column("distance")
        (labels, distances) = (places.map { Int(allLabels[$0]) }, places.map { allDistances[$0] })
        do {
            clean = Self.planar(try job.attack.data.open(in: data)(.test, samples).images)
            withoutClean = nil
        } catch let error as DatasetError { (clean, withoutClean) = (nil, "\(error)") }
        self.images = Self.planar(images)
        shape = self.images.shape
        metadata = [
            "key": "\(job.item.key)", "job": job.item.label, "profile": profile, "data": job.attack.data.title,
            "norm": job.attack.attack.norm.rawValue,
            "layout": "NCHW",
        ]
    }

    /// From [N, H, W, C] to [N, C, H, W].
    private static func planar(_ images: Tensor) -> Tensor {
        let (height, width, channels) = (images.shape[1], images.shape[2], images.shape[3]), size = height * width * channels
        var values = [Float](repeating: 0, count: images.values.count)
        for n in 0..<images.count {
            for pixel in 0..<height * width {
                for channel in 0..<channels {
                    values[n * size + channel * height * width + pixel] = images.values[n * size + pixel * channels + channel]
                }
            }
        }
        return Tensor(shape: [images.count, channels, height, width], values: values)
    }

    /// NumPy's file of `images` and `clean` (float32), `labels` and `indices` (int64) and `distances` (float64). Throws `NPZ.TooLarge`.
    public func npz() throws -> Data {
        let clean = clean.map { [("clean", NPZ.Array($0.values, shape: $0.shape))] } ?? []
        return try NPZ.encode(
            [("images", NPZ.Array(images.values, shape: images.shape))] + clean
                + [("labels", NPZ.Array(labels)), ("indices", NPZ.Array(indices)), ("distances", NPZ.Array(distances))])
    }

    /// The same arrays as safetensors, all of them float32; the job, its key, the norm and the layout are in the metadata.
    public func safetensors() throws -> Data {
        var arrays = Parameters(names: ["images"], tensors: [images])
        if let clean { arrays.append("clean", clean) }
        for (name, values) in [("labels", labels.map(Float.init)), ("indices", indices.map(Float.init)), ("distances", distances.map { Float($0) })] {
            arrays.append(name, Tensor(shape: [values.count], values: values))
        }
        return try SafeTensors.encode(arrays, metadata: metadata)
    }
}

extension Results {
    /// The images that an attack produced: all that are in the store, else the witnesses in the results folder.
    /// - Parameter word: an attack, by a cell, a job's label or the first digits of its key.
    /// - Parameter data: the folder of the data sets, for the clean images.
    /// - Throws: `Refused` if the word means no attack or several, and if no images are kept.
    public func attackedImages(of word: String, store: Store, data: String?) throws -> AttackedImages {
        let keys = Set(try session.jobs(named: word).map(\.key)), jobs = attackJobs.filter { keys.contains($0.item.key) }
        guard let job = jobs.first, jobs.count == 1 else {
            let labels = jobs.prefix(6).map { "\n  \($0.item.label)" }.joined() + (jobs.count > 6 ? "\n  and \(jobs.count - 6) more" : "")
            throw Refused(
                jobs.isEmpty ? "\(word) is not an attack, so no images are kept" : "\(word) means \(jobs.count) attacks; name one of them:\(labels)")
        }
        let workspace = Workspace(folder: store.folder, data: data, threads: 1)
        guard let kept = try kept(job, workspace, choosing: \.samples), !kept.samples.isEmpty else {
            throw Refused(
                "\(job.item.label): its images are neither in \(store.folder) nor in \(place)/witnesses; "
                    + "`repro run \(job.item.wantedBy.first ?? "") --profile \(session.profileName)` makes them")
        }
        return try AttackedImages(job, kept.samples, kept.images, kept.rows, profile: session.profileName, data)
    }
}
