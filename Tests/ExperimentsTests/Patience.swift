import Foundation
import Testing

/// Limits on jobs, as a user gives them.
@Suite(.serialized) struct Patience {
    @Test func limitsThatAreNotReachedChangeNothingAndEveryEventIsLogged() throws {
        let folder = try Folder(), events = "\(folder.path)/events"
        let options = ["--threads", "1", "--jobs", "2", "--memory", "8G", "--time-limit", "1d", "--retries", "3", "--events", events]
        let outcome = try run(words("run", folder, options))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(try results(folder) == undisturbed(profile: "tiny"))
        let lines = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n")
        #expect(lines.first?.contains(#""event":"begin""#) == true && lines.last?.contains(#""event":"end","failed":0"#) == true)
        #expect(lines.contains { $0.contains(#""event":"succeeded""#) && $0.contains(#""label":"train "#) })
    }

    /// The limit ends jobs at any point. How far they get depends on the machine; a run without a limit must complete them.
    @Test func jobsThatTheLimitEndedAreCompletedToTheSameResults() throws {
        let folder = try Folder()
        let ended = try run(words("run", folder, ["--threads", "1", "--time-limit", "0.05s", "--retries", "1"]))
        #expect(ended.status == 0 || ended.status == 1 && ended.text.contains("it ran longer than 0 s, the time limit"), "\(ended.text)")
        let outcome = try run(words("run", folder, ["--threads", "1"]))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(try results(folder) == undisturbed(profile: "tiny"))
    }

    @Test(arguments: [
        ("--memory 8", "memory is written as 512M, 8G or 1T, not as 8"), ("--memory=-1G", "memory is written as"),
        ("--time-limit 5", "a time is written as 90s, 30m, 2h or 1d, not as 5"), ("--time-limit nanh", "a time is written as"),
        ("--retries=-1", "--retries is 0 to 100, not -1"), ("--events /no/such/folder/file", "/no/such/folder/file: cannot write"),
        ("--executor slurm --retries 1", "are for this machine alone"), ("--executor slurm --memory 1G", "a cluster's is the key memory"),
    ]) func aLimitThatMakesNoSenseIsRefusedBeforeAnythingRuns(options: String, message: String) throws {
        let folder = try Folder(), outcome = try run(words("run", folder, options.split(separator: " ").map(String.init)))
        #expect(outcome.status != 0 && outcome.text.contains(message), "\(outcome.text)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/results/Paper/tiny/table1.md"))
    }

    /// The expected memory of a job is that of past jobs of its kind; an unknown kind counts as a large training.
    @Test func theExpectedMemoryIsThatOfPastJobs() throws {
        let folder = try Folder()
        func memory() throws -> [Double] {
            let text = try run(words("plan", folder, ["--json"])).text
            let plan = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
            return try #require(plan["jobs"]).compactMap { $0["memory"] as? Double }
        }
        #expect(try Set(memory()) == [3 * 1_073_741_824])
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        let known = try memory()
        #expect(known.allSatisfy { (1e6..<1e9).contains($0) }, "\(known)")
    }
}
