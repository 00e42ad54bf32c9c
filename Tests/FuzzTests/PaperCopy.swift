import Experiments
import Foundation

/// A copy of a paper's folder in which one file changes.
struct PaperCopy {
    private let file: String
    /// Reads everything that depends on the file: for claims and published numbers these alone, else the whole paper.
    private let check: () throws -> Void

    /// - Parameter name: the file that changes.
    init(of paper: String, changing name: String, at folder: String) throws {
        let base = URL(filePath: name).deletingPathExtension().lastPathComponent, shared = ["models", "attacks", "presets", "claims"]
        let file = "\(folder)/\(name)"
        self.file = file
        let profile = name.hasPrefix("profiles/") ? base : "smoke"
        let id = Repository.has("\(paper)/\(base).yaml") && !shared.contains(base) ? base : "table1"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: "\(Repository.root)/\(paper)", toPath: folder)
        if name == "claims.yaml" {
            let session = try Session(folder: folder, profile: profile), ids = session.manifests.map(\.id)
            check = {
                _ = try Claims(file: file, YamlFiles(), known: ids, asked: [], session.manifests, session.plan, profile: profile)
            }
            return
        }
        // Manifests that do not depend on the file are left out.
        for other in try FileManager.default.contentsOfDirectory(atPath: folder)
        where other.hasSuffix(".yaml") && !["\(id).yaml", "models.yaml", "attacks.yaml", "presets.yaml"].contains(other) {
            try FileManager.default.removeItem(atPath: "\(folder)/\(other)")
        }
        if name.hasPrefix("published/") {
            let manifest = try Session(folder: folder, profile: profile).manifests[0]
            check = { _ = try Published(manifest, file: file, at: nil) }
        } else {
            check = { _ = try Session(folder: folder, profile: profile, ids: [id]) }
        }
    }

    /// Reads the folder with the file changed to `data`, with every registered type.
    func read(_ data: Data) throws {
        // Neither `Data.write` nor truncating the file first, since both wait for the disk.
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.write(contentsOf: data)
        try handle.truncate(atOffset: UInt64(data.count))
        try handle.close()
        try check()
    }
}
