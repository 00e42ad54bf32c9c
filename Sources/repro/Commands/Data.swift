import ArgumentParser
import Experiments

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Downloads CIFAR-10 and verifies it.",
        discussion: "Resumes an interrupted download. Example: repro data --data .data")
    @Option(help: "The folder to download into.", transform: namedFolder)
    var data = ".data"

    func run() throws { try say(try DataFolder.fetch(into: data) { note($0) }) }
}
