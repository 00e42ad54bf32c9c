import ArgumentParser
import Files
import Foundation

/// The command line: each command is one file and one name in the list below.
@main struct Repro: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro",
        abstract: "Reproduces a paper's tables and figures from declarative manifests.",
        discussion: """
              repro plan                                  what would run, and for how long
              repro run table1 --profile laptop --data DIR
              repro --version
            """,
        groupedSubcommands: [
            CommandGroup(name: "Run", subcommands: [PlanCommand.self, Run.self, Merge.self, StoreCommand.self, JobCommand.self, DataCommand.self]),
            CommandGroup(name: "Ask", subcommands: [List.self, Types.self, Why.self, Show.self, Explain.self, Doctor.self]),
            CommandGroup(
                name: "Results", subcommands: [TableCommand.self, Plot.self, ReportCommand.self, Export.self, ClaimsCommand.self, LintPaper.self]),
            CommandGroup(name: "Compare", subcommands: [Diff.self, Bless.self, Check.self, Verify.self, Bench.self]),
        ])

    /// Runs the command. Output that cannot be written is an error, even that of `--help`.
    static func main() {
        StandardStreams.prepare()
        // For the child processes: otherwise OpenBLAS starts a thread for each core as soon as it is loaded, although the engine calls it from one.
        setenv("OPENBLAS_NUM_THREADS", "1", 0)
        do {
            // Not left to the parser, for which git would be asked for the commit whatever the command is.
            if CommandLine.arguments.dropFirst() == ["--version"] {
                try say(Version.text)
                end(.success)
            }
            var command = try parseAsRoot()
            try command.run()
            end(.success)
        } catch {
            let text = fullMessage(for: error), code = exitCode(for: error)
            if code != .success {
                if !text.isEmpty { note(text) }
                end(code)
            }
            do { try say(text) } catch {
                note("Error: \(error)")
                end(.failure)
            }
            end(code)
        }
    }

    /// Exits without the libraries' clean-up, in which OpenBLAS waits for threads that never finish if memory is short.
    private static func end(_ code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}
