public import Records
import Files
import Foundation
import Reports

extension Results {
    /// Writes the tables and figures of the session's manifests; gives the tables as text and says where the files lie.
    public func write(from store: Store) throws -> String {
        try Disk.createFolder(place)
        var text: [String] = []
        for manifest in session.manifests {
            if let table = try table(manifest, store) {
                for file in table.artefacts(named: manifest.id) { try write(file) }
                text.append(table.plain)
                if let claims = claims(manifest, table) {
                    for file in claims.artefacts(named: "\(manifest.id)-claims") { try write(file) }
                    text.append(claims.plain)
                }
                if session.profile.comparesCells {
                    let comparison = Comparison(table)
                    try write(Artefact(name: "\(manifest.id)-comparison.csv", data: Data(comparison.csv.utf8)))
                    try write(Artefact(name: "\(manifest.id)-comparison.md", data: Data(comparison.markdown.utf8)))
                    text.append(comparison.summary + "\n")
                }
            }
            if let figure = try figure(manifest, store) { for file in try figure.artefacts(named: manifest.id) { try write(file) } }
        }
        return text.joined(separator: "\n") + "\nTables and figures lie in \(place)."
    }

    /// Draws the figures again from their CSV; gives the files written.
    public func plot() throws -> [String] {
        try session.manifests.filter { $0.figure != nil }.flatMap { manifest in
            let file = "\(place)/\(manifest.id).csv"
            let figure = try FigureReport(csv: String(decoding: try Disk.read(file), as: UTF8.self), file: file)
            return try figure.artefacts(named: manifest.id).filter { !$0.name.hasSuffix(".csv") }.map { file in
                try write(file)
                return "\(place)/\(file.name)"
            }
        }
    }

    private func write(_ file: Artefact) throws {
        let path = "\(place)/\(file.name)"
        // The same bytes are left alone, so that a second run changes no file.
        if (try? Disk.read(path)) != file.data { try Disk.write(file.data, to: path) }
    }

    /// Makes the present results the baselines; gives the files written.
    public func bless() throws -> [String] {
        try Disk.createFolder(baselines)
        return try session.manifests.map { manifest in
            let path = "\(baselines)/\(manifest.id).csv"
            try Disk.write(try Disk.read("\(place)/\(manifest.id).csv"), to: path)
            return path
        }
    }
}
