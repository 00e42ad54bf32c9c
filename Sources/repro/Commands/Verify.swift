import ArgumentParser
import Experiments
import Files
import Foundation
import Records
import Reports
import Scheduling

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Computes rows of the results again, chosen at random.",
        discussion: """
            Rows of the profile's results are computed again from the declarations and the nets beside the results, in a separate store, and compared
            bit by bit. Status 1 if one differs. On a machine with another fingerprint (see `repro doctor`) they are compared within a thousandth.

              repro verify --sample 20 --profile laptop --data DIR
              repro verify table2 --sample 5 --seed 7 --profile laptop --data DIR
            """)
    @OptionGroup var what: What
    @OptionGroup var output: Output
    @Option(help: "How many rows, 1 to 100,000.")
    var sample = 10
    @Option(help: "The seed of the choice of rows; by default another one each time.")
    var seed: UInt64?
    @Option(help: "The folder of the data, if the profile's data sets need one.", transform: namedFolder)
    var data: String?
    @OptionGroup var cores: Cores
    @Flag(help: "Print the verdict and failures only.")
    var quiet = false

    func validate() throws {
        if !(1...100_000).contains(sample) { throw ValidationError("--sample is 1 to 100000, not \(sample)") }
    }

    func run() throws {
        try Host.checkKernels()
        let session = try what.session(), results = try output.results(session), folder = "\(NSTemporaryDirectory())/verify-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = RunOptions()
        (options.data, options.sharing, options.profile) = (data, try cores.sharing(), session.profileName)
        let display = Display(quiet ? .quiet : .fitting, total: 0)
        let (report, outcome) = try results.verify(
            sample: sample, seed: seed ?? UInt64.random(in: 0...999_999), in: Store(folder), options, executable: executable, display.show)
        if outcome.signal != nil { throw ExitCode(outcome.status) }
        try say(quiet ? report.verdict : report.text)
        if !report.isVerified { throw ExitCode(1) }
    }
}
