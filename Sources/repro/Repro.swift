import ArgumentParser
import Files
import Foundation

/// The command line: each command is one file and one name in the list below.
@main struct Repro: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repro",
        abstract: "Reproduces a paper's tables and figures from declarative manifests.",
        discussion: """
            A manifest declares a table or figure, a profile the data, nets and numbers of images behind it; the jobs follow from both.

              repro plan --profile smoke              what would run, why, and for how long
              repro run --profile smoke               run what is missing, then write tables and figures
              repro run table1 --profile laptop --data DIR
              repro diff --profile smoke              compare with the stored baselines; status 1 if something moved
            """,
        subcommands: [
            List.self, PlanCommand.self, Run.self, JobCommand.self, TableCommand.self, Plot.self, ClaimsCommand.self, Check.self, LintPaper.self,
            Diff.self,
            Bless.self,
            DataCommand.self, Bench.self, Doctor.self,
        ])

    /// Runs the command. Output that cannot be written is an error like any other, even that of `--help`.
    static func main() {
        StandardStreams.prepare()
        // For the jobs: OpenBLAS starts a thread for each core as soon as it is loaded, although the engine calls it from one.
        setenv("OPENBLAS_NUM_THREADS", "1", 0)
        do {
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

    /// Ends without the libraries' own clean-up: at its end OpenBLAS waits for threads that, where memory is short, never finish.
    private static func end(_ code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}
