import ArgumentParser
import Experiments

/// The folders to search for trained nets, besides the folder of results.
struct Nets: ParsableArguments {
    @Option(
        name: .customLong("models"),
        help: "A folder of trained nets, or of results that hold some; may be given several times. Those of --results are found anyway.",
        transform: namedFolder)
    var folders: [String] = []
}
