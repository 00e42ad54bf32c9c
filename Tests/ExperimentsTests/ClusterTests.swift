import Declarations
import Experiments
import Foundation
import Scheduling
import Testing

/// The file of a cluster's settings.
@Suite struct ClusterTests {
    private let folder = try! Folder()

    private func cluster(_ text: String) throws -> Cluster { try Cluster(file: folder.write(text, "cluster.yaml")) }

    @Test func settingsBecomeOptionsOfSbatch() throws {
        let settings = try cluster("partition: cpu\naccount: me\noptions: [--qos=long]\ntime: 4:00:00\nmemory: 4G\ncpus: 8\nsetup: [module load x]\n")
            .settings
        #expect(settings.options == ["--partition=cpu", "--account=me", "--qos=long"])
        #expect(settings.time == "4:00:00" && settings.memory == "4G" && settings.cpus == 8 && settings.setup == ["module load x"])
        #expect(try cluster("").settings.options == [], "every key has a default")
    }

    @Test(arguments: [
        ("partitoin: cpu", ":1:1: /partitoin: unknown key, did you mean partition?"),
        ("cpus: 0", ":1:7: /cpus: 0 is not a whole number from 1 to 1024"),
        ("cpus: 2\ntime: 1h", ":2:7: /time: 1h is not a time limit such as 90 (minutes), 4:00:00 or 2-12"),
        ("memory: 4", "/memory: 4 is not a size such as 4G or 800M"), ("interval: 0", "/interval: 0 is not a number of seconds from 1 to 3600"),
        ("partition: a b", "/partition: a b is not a name of letters, digits, -, _ and ."), ("arraySize: 0", "/arraySize: 0 is not a whole number"),
        ("options: [--array=1-3]", "/options: a list is not without --array, which is set for you or by another key"),
        ("options: [qos]", "/options: a list is not a list of options of sbatch, each as --name or --name=value"),
        ("- a", "expected the keys of cluster, found a list"),
    ]) func aMistakeIsNamedWithItsPlace(text: String, message: String) throws {
        #expect { try cluster(text) } throws: { "\($0)".contains(message) }
    }

    @Test(arguments: ["90", "90:30", "4:00:00", "2-12", "2-12:30:00"]) func timesAreThoseOfSlurm(time: String) throws {
        #expect(try cluster("time: \(time)").settings.time == time)
    }

    @Test func theExampleOfTheReadmeIsRead() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let example = try #require(readme.components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)
        let settings = try cluster(example).settings
        #expect(settings.time == "12:00:00" && settings.options == ["--partition=cpu", "--account=my-project", "--qos=long"])
    }

    @Test func optionsThatDoNotFitTogetherAreRefused() throws {
        for (words, message) in [
            (["--cluster", "x.yaml"], "--cluster is for --executor slurm"),
            (["--executor", "slurm", "--jobs", "2"], "--jobs is for this machine alone"),
            (["--executor", "slurm", "--threads", "0"], "--threads is 1 to 1024 on a cluster, not 0"),
            (["--executor", "slurm", "--cluster", "\(folder.path)/none.yaml"], "none.yaml: no such file"),
        ] {
            let outcome = try run(["run"] + words)
            #expect(outcome.status != 0 && outcome.text.contains(message), "\(outcome.text)")
        }
    }
}
