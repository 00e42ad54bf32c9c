import ArgumentParser
import Experiments

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Downloads CIFAR-10 from its home page, checked and whole; goes on where it was interrupted.",
        discussion: "Example: repro data --data .data")
    @Option(help: "The folder to put it in.")
    var data = ".data"

    func run() throws { print(try DataFolder.fetch(into: data) { print($0) }) }
}
