import Declarations
import Experiments
import Foundation
import Networks
import Plots
import Records
import Reports
import SeededNumbers
import Tensors
import Training

/// A parser, its call, and the valid files that its inputs are made from.
struct Target {
    /// A valid file; `name` is its path in the repository, or a made-up name.
    struct Seed {
        let name: String, data: Data
    }
    /// Small files, from which most inputs are made.
    let seeds: [Seed]
    /// Large ones, from which one input in `share` is made.
    var large: [Seed] = []
    /// Reads an input that was made from the seed of this name; throws where it is refused.
    let read: (_ name: String, Data) throws -> Void
    /// The number of inputs in the normal suite, about half a second's worth.
    let inputs: Int

    static let share = 16

    /// A seed at random.
    func seed(_ random: inout Seeded) -> Seed {
        let some = large.isEmpty || random.below(Self.share) > 0 ? seeds : large
        return some[random.below(some.count)]
    }

    /// The parser of this name.
    /// - Parameter folder: an empty folder for other files that an input needs.
    static func named(_ name: String, in folder: String) throws -> Target {
        switch name {
        case "manifest":
            try papers(
                ["table1.yaml", "figure1.yaml", "figure2.yaml"],
                committed: ["table1.yaml", "table2.yaml", "figure2.yaml", "figure4.yaml", "search.yaml"], folder)
        case "claims": try papers(["claims.yaml"], committed: ["claims.yaml"], folder)
        case "include": try papers(["models.yaml", "attacks.yaml"], committed: ["models.yaml", "attacks.yaml"], folder)
        case "profile":
            try papers(
                ["profiles/smoke.yaml", "profiles/seeds.yaml"],
                committed: ["profiles/smoke.yaml", "profiles/laptop.yaml", "profiles/paper.yaml"], folder)
        case "published":
            try papers(
                ["published/table1.csv", "published/figure1.csv", "published/figure2.csv"],
                committed: [
                    "published/table1.csv", "published/table2.csv", "published/figure2.csv", "published/figure4.csv",
                ], folder)
        case "table": try tables()
        case "figure": try figures()
        case "rows": rows()
        case "job": try jobs()
        case "safetensors": try weights()
        case "checkpoint": try checkpoints()
        default: preconditionFailure("no such parser: \(name)")
        }
    }

    /// A paper's folder with one file of it changed: most inputs are files of the small paper next to this file, the rest of the committed one.
    private static func papers(_ small: [String], committed: [String], _ folder: String) throws -> Target {
        var copies: [String: PaperCopy] = [:]
        func seed(_ name: String, of paper: String) throws -> Seed {
            let path = "\(paper)/\(name)"
            copies[path] = try PaperCopy(of: paper, changing: name, at: "\(folder)/\(copies.count)")
            return Seed(name: path, data: try Repository.read(path))
        }
        let seeds = try small.map { try seed($0, of: "Tests/FuzzTests/Paper") }, large = try committed.map { try seed($0, of: Repository.paper) }
        let known = copies
        return Target(seeds: seeds, large: large, read: { try known[$0]!.read($1) }, inputs: 400)
    }

    private static func tables() throws -> Target {
        // Stored tables of an earlier format are rejected at once, so they are no use as seeds; one with every kind of cell is always among the
        // seeds.
        let committed = try results { $0.hasPrefix("table") || $0.hasPrefix("search") }.filter {
            (try? Cell.read(String(decoding: $0.data, as: UTF8.self), file: $0.name)) != nil
        }
        let baseline = table.csv, seeds = committed + [Seed(name: "table.csv", data: Data(baseline.utf8))]
        return Target(
            seeds: seeds,
            read: { name, data in
                let text = String(decoding: data, as: UTF8.self)
                _ = try Cell.read(text, file: name)
                _ = try Difference(title: "t", from: (baseline, "baseline"), to: (text, name), tolerances: ["error": 1]).text
            }, inputs: 400)
    }

    private static let table = Table(
        title: "Every kind of cell", profile: "smoke", columns: [Table.Column(title: "error", unit: "percent", tolerance: 1, images: 500)],
        rows: [
            ("a, b", [.measured(0.25, interval: 0.2...0.3, published: ">90")]), ("\"c\"", [.measured(.infinity, beyond: 2)]),
            ("d\ne", [.quoted("4.8")]),
            ("f", [.missing("not run")]),
        ])

    private static func figures() throws -> Target {
        let seeds = try results { $0.hasPrefix("figure") }.sorted { $0.data.count < $1.data.count }
        let baseline = String(decoding: seeds[0].data, as: UTF8.self), small = seeds.prefix { $0.data.count < 16 << 10 }
        return Target(
            seeds: Array(small), large: Array(seeds[small.count...]),
            read: { name, data in
                let figure = try FigureReport(csv: String(decoding: data, as: UTF8.self), file: name)
                _ = try figure.difference(from: baseline, file: "baseline").text
                let scene = figure.figure.scene
                _ = (scene.svg, scene.pixels(scale: 0.1), try FigureReport(csv: figure.csv, file: name))
            }, inputs: 200)
    }

    /// The committed results whose names are wanted.
    private static func results(_ isWanted: (String) -> Bool) throws -> [Seed] {
        try Repository.files("results").filter { $0.hasSuffix(".csv") && isWanted(URL(filePath: $0).lastPathComponent) }
            .map { Seed(name: URL(filePath: $0).lastPathComponent, data: try Repository.read($0)) }
    }

    private static func rows() -> Target {
        let some = "index,distance,queries\n0,0.5,12.0\n1,inf,400.0\n2,1e-30,3.0\n7,nan,-0.0\n", none = "index\n3\n"
        return Target(
            seeds: [some, none].map { Seed(name: "rows-0-8.csv", data: Data($0.utf8)) },
            read: { name, data in
                let rows = try Rows(csv: String(decoding: data, as: UTF8.self), file: name)
                _ = (rows.within(0..<4), rows.missing(in: 0..<10), try Rows(csv: rows.csv, file: name))
            }, inputs: 4000)
    }

    private static func jobs() throws -> Target {
        let plan = try Session(folder: "\(Repository.root)/\(Repository.paper)", profile: "smoke").plan
        return Target(
            seeds: try plan.items.map { Seed(name: "job.json", data: Data(try $0.job.text.utf8)) },
            read: { name, data in
                guard let text = String(validating: data, as: UTF8.self) else { return }
                _ = try Reader(types: types).read(Job.self, from: Tree(json: text, file: name)).key()
            }, inputs: 400)
    }

    private static let parameters = Parameters(
        names: ["z.weight", "a/b.bias", "empty", "scalar"],
        tensors: [
            Tensor(shape: [2, 3], values: [1, -0.0, .infinity, .leastNonzeroMagnitude, -7.25, .greatestFiniteMagnitude]),
            Tensor(shape: [2], values: [0.1, -1e-30]), Tensor(zeros: [0, 4]), Tensor(shape: [], values: [42]),
        ])

    private static func weights() throws -> Target {
        let own = try SafeTensors.encode(parameters, metadata: ["key": "resNeXt 1", "quoted": "\"π\" / \\"])
        return Target(
            seeds: [own, try withoutChecksums(own)].map { Seed(name: "weights.safetensors", data: $0) },
            read: { _, data in
                let (parameters, metadata) = try SafeTensors.decode(data)
                _ = try SafeTensors.encode(parameters, metadata: metadata)
            }, inputs: 4000)
    }

    private static func checkpoints() throws -> Target {
        var finite = parameters
        finite.tensors[0].values[2] = 0.5
        var state = TrainingState(parameters: finite)
        state.momentum = finite
        (state.best, state.bestError) = (finite, 0.1)
        let own = try state.encoded(for: "key")
        let history = try withoutChecksums(own, ["history": "0.5 0.0 0.25\n0.25 0.125 0.1", "epochs": "2"])
        return Target(
            seeds: [own, try withoutChecksums(own), history].map { Seed(name: "state.safetensors", data: $0) },
            read: { _, data in _ = try TrainingState(decoding: data, for: "key").encoded(for: "key") }, inputs: 2000)
    }

    /// The same file without checksums, as other programs write it: with checksums hardly any input would get past the first line of the parser.
    private static func withoutChecksums(_ data: Data, _ words: [String: String] = [:]) throws -> Data {
        let length = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        var header = try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any] ?? [:]
        var metadata = header["__metadata__"] as? [String: String] ?? [:]
        for name in ["sha256", "header"] { metadata[name] = nil }
        header["__metadata__"] = metadata.merging(words) { $1 }
        let text = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + data[(8 + length)...]
    }
}

/// The committed files.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let paper = "experiments/finlay2019"

    static func read(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(root)/\(name)")) }
    static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(name)") }
    /// The files under a folder, sorted.
    static func files(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)").sorted().map { "\(folder)/\($0)" }
    }
}
