import Attacks
public import Declarations
import Files
import Foundation
import Records
import Reports

/// The published numbers in a paper's folder: tables, curves and histograms, and the statements of its text.
public struct PrintedPaper: Sendable {
    /// The name of the paper's folder.
    public let name: String
    /// The numbers of the tables, in the order of the manifests, then those of the text.
    public private(set) var numbers: [PrintedNumber] = []
    /// The curves of the figures.
    public private(set) var curves: [PrintedCurve] = []
    /// The histograms of the figures.
    public private(set) var histograms: [PrintedHistogram] = []
    /// The statements of the paper's text.
    public let text: PaperText
    /// Exact results of this project that the paper prints too.
    public private(set) var exact: [ExactResult] = []

    /// Reads the manifests of a paper's folder, each under the first profile that can run it, their published numbers, and tables of exact results.
    ///
    /// Throws a `ManifestError` with every mistake, `Refused` for a file that cannot be used, `FileError`, and `RecordsError` for a damaged table.
    /// - Parameter results: the folder of results; without any there are no exact ones.
    public init(folder: String, results: String, types: [any Declaration.Type] = Experiments.types) throws {
        name = URL(filePath: folder).lastPathComponent
        let profiles = try Session.profiles(folder)
        let manifests = Dictionary(
            uniqueKeysWithValues: try Session.ids(folder).map { ($0, try PrintedPaper.manifest($0, folder, profiles, types)) })
        let file = "\(folder)/\(PrintedPaper.textFile)", tree = Disk.exists(file) ? try YamlFiles().load(file) : nil
        text = try tree.map { try Reader(types: []).read(PaperText.self, from: $0) } ?? PaperText()
        for (_, (manifest, published)) in manifests.sorted(by: { $0.key < $1.key }) {
            if let published { add(manifest, published) }
            if let grid = manifest.table {
                for profile in profiles { try addExact(manifest, grid, "\(results)/\(name)/\(profile)/\(manifest.id).csv") }
            }
        }
        if let tree { try addText(tree, manifests.mapValues(\.manifest)) }
    }

    /// A manifest and its published numbers. They are the same under all profiles, but some profiles cannot run some manifests: the first that can is
    /// enough. Throws the first profile's error if none can.
    private static func manifest(
        _ id: String, _ folder: String, _ profiles: [String], _ types: [any Declaration.Type]
    ) throws -> (manifest: Manifest, published: Published?) {
        var mistake: (any Error)?
        for profile in profiles {
            do {
                let session = try Session(folder: folder, profile: profile, ids: [id], types: types)
                if let manifest = session.manifests.first { return (manifest, session.published[id]) }
            } catch { mistake = mistake ?? error }
        }
        throw mistake ?? Refused("\(folder): no profile runs \(id)")
    }

    /// The file with the statements of the paper's text, inside its folder.
    static let textFile = "published/text.yaml"

    private mutating func add(_ manifest: Manifest, _ published: Published) {
        guard let grid = manifest.grid else { return }
        for (i, down) in grid.down.enumerated() {
            for (j, across) in grid.across.enumerated() where !grid.cell(i, j).unpublished {
                let cell = grid.cell(i, j), place = "\(manifest.id): \(down.label), \(across.label)"
                // The net of a quoted number is named only by its title.
                let quoted = down.quoted ? down.label : across.quoted ? across.label : nil
                guard let (distribution, fact) = cell.subject(of: manifest.published?.data, quoted: quoted) else { continue }
                if let fact, let printed = published.cells[down.label]?[across.label],
                    let number = PrintedNumber(
                        printed, unit: cell.unit ?? "", distribution, fact, place: place, table: manifest.id, column: across.label)
                {
                    numbers.append(number)
                }
                let scale = cell.unit == "percent" ? 0.01 : 1
                switch published.readings[down.label]?[across.label] {
                case .curve(let points):
                    let points = points.map { Reading.Point(x: $0.x, y: $0.y * scale) }
                    curves.append(PrintedCurve(place: place, distribution: distribution, points: points, error: text.reading))
                case .histogram(let bins):
                    let bins = bins.map { Reading.Bin(low: $0.low, high: $0.high, share: $0.share * scale) }
                    histograms.append(PrintedHistogram(place: place, distribution: distribution, bins: bins, error: text.reading))
                default: break
                }
            }
        }
    }

    /// Adds the exact numbers of a stored table for which the paper prints a number on the same data.
    private mutating func addExact(_ manifest: Manifest, _ grid: TableGrid, _ file: String) throws {
        let isExact = grid.rows.indices.contains { i in grid.columns.indices.contains { grid.cell(i, $0).measure?.meaning == .exact } }
        guard isExact, Disk.exists(file) else { return }
        // Columns are found by name: other columns of the file do not matter here.
        let table = try CSVTable(parsing: TextFile.read(file), file: file), names = ["profile", "row", "column", "value", "published"]
        let places = names.compactMap(table.column)
        guard places.count == names.count else { throw Refused("\(file):1: expected the columns \(names.joined(separator: ", ")) among others") }
        for (line, row) in zip(table.lines, table.rows) {
            let fields = places.map { row[$0] }, place = "\(manifest.id): \(fields[1]), \(fields[2])"
            guard let i = grid.rows.firstIndex(where: { $0.label == fields[1] }), let j = grid.columns.firstIndex(where: { $0.label == fields[2] }),
                grid.cell(i, j).measure?.meaning == .exact, !fields[3].isEmpty, !fields[4].isEmpty, !exact.contains(where: { $0.place == place })
            else { continue }
            guard let value = Numbers.decimal(fields[3]) else {
                throw Refused("\(file):\(line): value: expected a number, found \(fields[3].prefix(60))")
            }
            exact.append(ExactResult(place: place, printed: fields[4], value: value, source: "results/\(name)/\(fields[0])"))
        }
    }

    /// Adds the numbers of the text; every title that it names must exist. Throws `ManifestError`.
    private mutating func addText(_ tree: Tree, _ manifests: [String: Manifest]) throws {
        var mistakes: [ManifestError] = []
        func check(_ path: [String], _ kind: String, _ title: String, _ titles: [String]) -> Bool {
            if titles.contains(title) { return true }
            mistakes.append(ManifestError(tree.at(path)?.place ?? tree.place, path, "unknown \(kind) \(title)", nearest(title, titles)))
            return false
        }
        func grid(_ path: [String], _ id: String) -> TableGrid? {
            check(path + ["table"], "table", id, manifests.filter { $0.value.table != nil }.keys.sorted()) ? manifests[id]?.table : nil
        }
        for (index, number) in text.numbers.enumerated() {
            let path = ["numbers", "\(index)"]
            guard let grid = grid(path, number.table) else { continue }
            let rows = grid.rows.map(\.label), columns = grid.columns.map(\.label)
            let isRow = check(path + ["row"], "row", number.row, rows), isColumn = check(path + ["column"], "column", number.column, columns)
            guard isRow, isColumn, let i = rows.firstIndex(of: number.row), let j = columns.firstIndex(of: number.column) else { continue }
            let cell = grid.cell(i, j), data = manifests[number.table]?.published?.data
            if let (distribution, fact) = cell.subject(of: data, quoted: nil), let fact,
                let found = PrintedNumber(number.printed, unit: cell.unit ?? "", distribution, fact, place: number.source)
            {
                numbers.append(found)
            } else {
                let place = tree.at(path + ["printed"])?.place ?? tree.place
                mistakes.append(ManifestError(place, path + ["printed"], "\(number.printed.prefix(60)) is not a number that this cell can print"))
            }
        }
        for (index, radius) in text.radii.enumerated() {
            let path = ["radii", "\(index)"]
            guard let grid = grid(path, radius.table) else { continue }
            _ = check(path + ["column"], "column", radius.column, grid.columns.map(\.label))
        }
        for (index, inverse) in text.inverse.enumerated() {
            let path = ["inverse", "\(index)"]
            guard let grid = grid(path, inverse.table) else { continue }
            let columns = grid.columns.map(\.label)
            _ = check(path + ["column"], "column", inverse.column, columns)
            for (place, title) in inverse.to.enumerated() { _ = check(path + ["to", "\(place)"], "column", title, columns) }
        }
        let models = Set(numbers.map(\.distribution.model)).sorted()
        for (index, robust) in text.robust.enumerated() {
            for (place, model) in robust.models.enumerated() { _ = check(["robust", "\(index)", "models", "\(place)"], "model", model, models) }
        }
        if !mistakes.isEmpty { throw ManifestError(mistakes) }
    }
}

extension Heading {
    /// The distribution that a cell's published number or drawing describes, and the statement about it, which is nil for a drawing; nil for a
    /// measure that no rule knows.
    /// - Parameter quoted: the title that names the net of a quoted number.
    fileprivate func subject(of published: String?, quoted: String?) -> (Distribution, Fact?)? {
        guard let meaning = measure?.meaning else { return nil }
        let declared = attack?.value.wrappedValue
        var distribution = Distribution()
        distribution.data = published ?? data?.name ?? ""
        distribution.model = [quoted, model?.name].compactMap(\.self).joined(separator: ", ")
        func count(_ counted: Meaning.Counted) {
            (distribution.quantity, distribution.among) = (counted.quantity, counted.among)
            if !counted.isClean, let declared, declared.changesImages {
                distribution.attack = attack?.name ?? type(of: declared).name
                distribution.norm = counted.quantity == Distance().column ? counted.norm ?? declared.norm : nil
            } else if counted.among == .fooled {
                distribution.among = .all
            }
        }
        func fact(_ meaning: Meaning) -> Fact? {
            switch meaning {
            case .share(let counted, let radius):
                count(counted)
                return (distribution.attack == nil ? Fraction(0) : radius ?? declared?.reach).map { .share(upTo: $0) }
            case .median(let counted):
                count(counted)
                return .median
            case .mean(let counted):
                count(counted)
                return .mean
            case .maximum(let counted):
                count(counted)
                return .maximum
            case .threshold(let counted, let detector):
                count(counted)
                return .threshold(detector: detector)
            case .rejected(let counted, let detector):
                count(counted)
                return .rejected(detector: detector)
            case .ratio(let inner, let isInverse):
                return fact(inner).map { .ratio(of: $0, to: reference?.name ?? "", isInverse: isInverse) }
            case .exact: return .exact
            case .distribution(let counted), .histogram(let counted):
                count(counted)
                return nil
            }
        }
        let found = fact(meaning)
        return (distribution, found)
    }
}
