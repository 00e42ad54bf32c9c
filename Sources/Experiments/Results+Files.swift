public import Records
public import Reports
import Files
import Foundation

extension Results {
    /// Throws `RecordsError` for results or baselines of a version that this program does not know. Call it before they are read or written.
    public func checkFormat() throws { for folder in [place, baselines] { try FolderFormat.check(folder, upTo: FolderFormat.results) } }

    /// Creates the results folder and checks that it is writable: better to fail now than after hours of work. Throws `FileError`.
    public func prepare() throws {
        try Disk.createFolder(place)
        for folder in [place, baselines] { Disk.sweepTree(folder) }
        if access(place, W_OK) != 0 { throw FileError(place, "write into", code: errno) }
        try FolderFormat.write(FolderFormat.results, into: place)
    }

    /// Writes the tables and figures of the session's manifests, the rows behind them, and the claims judged on these. Returns tables and claims as
    /// text, without the tables of the manifests in `shown`, with the files' location and the letters that a figure cannot show. A manifest whose
    /// rows are incomplete is shown but not written, so that the files of a complete run outlive a store that was deleted.
    /// - Parameter data: the folder of the data sets, for the pictures of attacked images; none are drawn for sets that are missing.
    public func write(from store: Store, shown: Set<String> = [], data: String? = nil) throws -> String {
        try Disk.createFolder(place)
        try FolderFormat.write(FolderFormat.results, into: place)
        let stored = StoredRows(store, of: session.plan)
        var text: [String] = []
        for manifest in session.manifests {
            guard try isComplete(manifest, stored) else {
                if let table = try table(manifest, stored) { text.append(table.plain) }
                text.append("\(manifest.id): some of its jobs have not been run, so its files are left as they are\n")
                continue
            }
            if let table = try table(manifest, stored) {
                for file in table.artefacts(named: manifest.id) { try write(file) }
                for file in agreement(manifest, table)?.artefacts(named: "\(manifest.id)-agreement") ?? [] { try write(file) }
                if !shown.contains(manifest.id) { text += self.text(manifest, table) }
            }
            if let figure = try figure(manifest, stored) {
                for file in try figure.artefacts(named: manifest.id) { try write(file) }
                text += figure.warnings.map { "\(manifest.id): \($0).\n" }
            }
        }
        try writeRows(stored)
        try writePictures(stored, from: store)
        try writeWitnesses(stored, from: store)
        if session.hasAllManifests { try drawAttacks(in: Workspace(folder: store.folder, data: data, threads: 1)) }
        try writeAttacks()
        try writeProvenance(stored, from: store)
        text += try writeGates(stored)
        text += try writeClaims(stored)
        return text.joined(separator: "\n") + "\nTables, figures and rows are in \(place)."
    }

    /// A manifest's table as text, and its agreement with the paper; nil for a figure, or while the store lacks rows.
    public func table(_ id: String, from store: Store) throws -> String? {
        let stored = StoredRows(store, of: session.plan)
        guard let manifest = session.manifests.first(where: { $0.id == id }), try isComplete(manifest, stored),
            let table = try table(manifest, stored)
        else { return nil }
        return text(manifest, table).joined(separator: "\n")
    }

    private func text(_ manifest: Manifest, _ table: Table) -> [String] {
        [table.plain] + (agreement(manifest, table).map { [$0.summary + ".\n"] } ?? [])
    }

    /// Writes the rows of every complete job, one CSV per job, so that others can run their own paired tests.
    private func writeRows(_ store: StoredRows) throws {
        try Disk.createFolder("\(place)/rows")
        for (item, name) in rowFiles {
            let rows = try store.rows(item.key)
            guard item.samples.allSatisfy({ rows.missing(in: $0).isEmpty }) else { continue }
            let wanted = rows.within(item.samples)
            if !session.hasAllManifests, stored(name)?.within(item.samples) == wanted { continue }
            try write(Artefact(name: name, data: Data(wanted.csv.utf8)))
        }
    }

    /// The rows of a file, perhaps with others that manifests outside the session need; nil if it does not exist or cannot be read.
    private func stored(_ name: String) -> Rows? {
        let file = "\(place)/\(name)"
        return Disk.exists(file) ? (try? TextFile.read(file)).flatMap { try? Rows(csv: $0, file: file) } : nil
    }

    /// The jobs with rows, and their files relative to the results folder.
    var rowFiles: [(item: Plan.Item, file: String)] {
        var names = FileNames()
        return session.plan.items.filter { !($0.job.work is any NetWork) }.map { ($0, "rows/\(names.name(for: $0.label, $0.key)).csv") }
    }

    /// Redraws the figures from their CSV files; returns the files written. Throws `Refused` for a figure that was never run.
    /// - Parameter width: the width on paper, to write only PDF and SVG files of that size; nil to redraw the ordinary files.
    /// - Parameter warn: receives a line for each letter that a picture cannot show.
    public func plot(width: PaperWidth? = nil, _ warn: (String) -> Void) throws -> [String] {
        try session.manifests.filter { $0.figure != nil }.flatMap { manifest in
            let file = "\(place)/\(manifest.id).csv"
            let figure = try FigureReport(csv: String(decoding: try stored(manifest), as: UTF8.self), file: file)
            for warning in figure.warnings { warn("\(manifest.id): \(warning)") }
            let files = try width.map { figure.artefacts(named: manifest.id, width: $0) } ?? figure.artefacts(named: manifest.id)
            return try files.filter { !$0.name.hasSuffix(".csv") }.map { file in
                try write(file)
                return "\(place)/\(file.name)"
            }
        }
    }

    private func stored(_ manifest: Manifest) throws -> Data {
        let file = "\(place)/\(manifest.id).csv"
        guard Disk.exists(file) else {
            throw Refused("there is no \(file) yet: `repro run \(manifest.id) --profile \(session.profileName)` makes it")
        }
        return try Disk.read(file)
    }

    func write(_ file: Artefact) throws {
        let path = "\(place)/\(file.name)"
        // Identical bytes are left alone, so that a second run changes no file.
        if (try? Disk.read(path)) != file.data { try Disk.write(file.data, to: path) }
    }

    /// Makes the present results the baselines, with the record of their origins; returns the files of tables and figures that were written. Throws
    /// `Refused` for a manifest without results.
    public func bless() throws -> [String] {
        // All are read before the first is written: half a set of baselines is worse than none.
        let files = try session.manifests.map { (name: "\($0.id).csv", data: try stored($0)) }
        try Disk.createFolder(baselines)
        try blessOrigins()
        return try files.map { name, data in
            try Disk.write(data, to: "\(baselines)/\(name)")
            return "\(baselines)/\(name)"
        }
    }

    /// Copies the lines of the session's manifests from the record of origins, so that a store keeps the jobs that the baselines rest on.
    private func blessOrigins() throws {
        func report(_ folder: String) throws -> ProvenanceReport? {
            let file = "\(folder)/provenance.csv"
            return Disk.exists(file) ? try ProvenanceReport(csv: try TextFile.read(file), file: file) : nil
        }
        guard let results = try report(place) else { return }
        let ids = Set(session.manifests.map(\.id)), kept = try report(baselines)?.lines.filter { !ids.contains($0.manifest) } ?? []
        let lines = Dictionary(grouping: kept + results.lines.filter { ids.contains($0.manifest) }, by: \.manifest)
        let merged = ProvenanceReport(profile: session.profileName, lines: lines.keys.sorted().flatMap { lines[$0] ?? [] })
        try Disk.write(Data(merged.csv.utf8), to: "\(baselines)/provenance.csv")
    }
}
