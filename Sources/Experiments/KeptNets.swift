// A net belongs to the training whose key is in its header, wherever the file is and whatever its name, even in another profile or other results.

import Files
import Foundation
import Networks
import Records
import Reports

/// The trained nets and unfinished trainings in some folders, by key. Headers are not trusted: whoever takes a file verifies it.
struct KeptNets {
    private var nets: [Key: [String]] = [:], states: [Key: [(file: String, epochs: Int)]] = [:]

    /// Reads the headers of the files in these folders, in order; folders that do not exist are left out. Throws `FileError`.
    init(in folders: [String]) throws {
        for folder in unique(folders) where Disk.exists(folder) {
            for name in try Disk.list(folder) where name.hasSuffix(".safetensors") || name.hasSuffix(".state") {
                let file = "\(folder)/\(name)"
                guard let metadata = SafeTensors.metadata(ofFile: file), let key = metadata["key"].flatMap({ Key($0) }) else { continue }
                if name.hasSuffix(".state") {
                    states[key, default: []].append((file, Int(metadata["epochs"] ?? "") ?? 0))
                } else {
                    nets[key, default: []].append(file)
                }
            }
        }
    }

    /// The files whose header names the net of a training.
    func nets(of key: Key) -> [String] { nets[key] ?? [] }
    /// The files whose header names an unfinished training: most epochs first; among equals, in the order in which they were found.
    func states(of key: Key) -> [String] {
        (states[key] ?? []).enumerated().sorted { ($1.element.epochs, $0.offset) < ($0.element.epochs, $1.offset) }.map(\.element.file)
    }

    /// The folders of nets at a place that the user named: the folder itself and, if it has results, the folders in it. Throws `Refused` for a folder
    /// that does not exist.
    static func folders(at place: String) throws -> [String] {
        guard Disk.exists(place) else { throw Refused("\(place): no such folder of nets") }
        return [place, "\(place)/models"] + below(place) + (try Disk.list(place)).flatMap { below("\(place)/\($0)") }
    }

    /// The folders of nets of every profile of a paper's results.
    static func below(_ paper: String) -> [String] { ((try? Disk.list(paper)) ?? []).map { "\(paper)/\($0)/models" } }
}
