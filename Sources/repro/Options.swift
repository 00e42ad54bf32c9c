import ArgumentParser
import Experiments
import Foundation
import Records

/// Which experiments, under which profile.
struct What: ParsableArguments {
    @Argument(help: "The experiments, by id; all of the folder if none is named.")
    var ids: [String] = []
    @Option(help: "A profile's name, or a file.")
    var profile = "smoke"
    @Option(name: .customLong("experiments"), help: "The paper's folder of manifests.")
    var folder = "experiments/finlay2019"

    func session() throws -> Session { try Session(folder: folder, profile: profile, ids: ids) }
}

/// Where the rows lie.
struct Where: ParsableArguments {
    @Option(name: .customLong("store"), help: "The run store: a folder for each job.")
    var folder = ".repro"
    var store: Store { Store(folder) }
}

/// Where tables and figures lie.
struct Output: ParsableArguments {
    @Option(name: .customLong("results"), help: "The folder of results: tables, figures and baselines of each paper and profile.")
    var folder = "results"

    func results(_ session: Session) -> Results { Results(session, folder: folder) }
}

/// This program's own file, for the children to run.
var executable: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

/// Whole numbers of at least 1, separated by commas, as an option gives them.
struct Counts {
    let values: [Int]
    init(_ text: String, _ option: String) throws {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.allSatisfy({ ($0 ?? 0) >= 1 }) else {
            throw ValidationError("\(option) wants whole numbers of at least 1, separated by commas, not \(text)")
        }
        values = parts.compactMap { $0 }
    }
}
