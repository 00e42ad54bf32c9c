import ArgumentParser
import Experiments

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Downloads CIFAR-10 from its home page, checked and whole; goes on where it was interrupted.",
        discussion: "Example: repro data --data .data")
    @Option(help: "The folder to put it in.", transform: namedFolder)
    var data = ".data"

    func run() throws { try say(try DataFolder.fetch(into: data) { note($0) }) }
}
