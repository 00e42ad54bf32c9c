import Declarations
import Experiments
import Files
import Foundation
import Records
import Testing

/// Full or read-only disks, machines without git, moved folders, NaN: a clear message, and nothing is lost.
@Suite(.serialized) struct BadLuck {
    /// The test paper under a profile that keeps its nets.
    private static func copy(_ folder: Folder) throws -> [String] {
        let copy = "\(folder.path)/Paper", file = "\(copy)/profiles/tiny.yaml"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        try (String(contentsOfFile: file, encoding: .utf8) + "keepsModels: true\n").write(toFile: file, atomically: true, encoding: .utf8)
        return ["--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
    }

    /// The results of an undisturbed run of that paper, and the folder with its store.
    private static let whole = Result {
        let folder = try Folder(), outcome = try run(["run"] + copy(folder))
        #expect(outcome.status == 0, "\(outcome.text)")
        return (folder: folder, results: try results(folder))
    }

    /// Runs the program with some environment variables changed.
    private func call(_ words: [String], _ variables: [String: String]) throws -> (status: Int32, text: String) {
        let channel = try Channel(), environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let process = try ChildProcess(repro, words, environment: environment, output: .descriptor(channel.write), errors: .descriptor(channel.write))
        channel.closeWriting()
        var data = Data()
        while let more = channel.read(milliseconds: 1000) { data += more }
        guard case .status(let status)? = process.wait() else { return (-1, String(decoding: data, as: UTF8.self)) }
        return (status, String(decoding: data, as: UTF8.self))
    }

    private static func shell(_ command: String) -> Bool { (try? ChildProcess("/bin/sh", ["-c", command], errors: .null).wait()) == .status(0) }

    // MARK: Full disks

    /// A `write` that stops halfway through the first write to a file whose path contains FULL, and then finds the disk full.
    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        ssize_t write(int file, const void *bytes, size_t count) {
            static ssize_t (*real)(int, const void *, size_t);
            if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
            const char *full = getenv("FULL");
            char link[64], path[4096];
            snprintf(link, sizeof link, "/proc/self/fd/%d", file);
            ssize_t length = full ? readlink(link, path, sizeof path - 1) : -1;
            if (length > 0) {
                path[length] = 0;
                if (strstr(path, full)) {
                    if (lseek(file, 0, SEEK_END) > 0 || count < 2) { errno = ENOSPC; return -1; }
                    count /= 2;
                }
            }
            return real(file, bytes, count);
        }
        """
    private static let library: (folder: Folder, path: String?) = {
        let folder = try! Folder(), file = try! folder.write(source, "full.c"), library = "\(folder.path)/full.so"
        let isBuilt = ["cc", "gcc", "clang"].contains { shell("\($0) -shared -fPIC -o \(library) \(file) -ldl") }
        return (folder, isBuilt ? library : nil)
    }()

    private func full(_ name: String, _ words: [String], command: String = "run") throws -> (status: Int32, text: String) {
        try call([command] + words, ["LD_PRELOAD": try #require(Self.library.path, "no C compiler"), "FULL": name])
    }

    /// Every kind of file of a store, in the middle of its first write.
    @Test(arguments: [
        "job.json", "key.json", "rows-0-", "weights.safetensors", "state.safetensors", "history.csv", "images-0-", "provenance.json",
    ]) func aDiskThatIsFullWhileAJobWrites(name: String) throws {
        let folder = try Folder(), words = try Self.copy(folder), failed = try full(name, words)
        #expect(failed.status != 0 && failed.text.contains("No space left on device") && failed.text.contains(name), "\(failed.text)")
        #expect(Disk.leftovers(below: folder.path).isEmpty, "half a file is left")
        #expect(!Disk.exists("\(folder.path)/results/Paper/tiny/table1.csv"))
        #expect(try run(["run"] + words).status == 0)
        #expect(try results(folder) == Self.whole.get().results)
    }

    /// A log or a timing that cannot be written does not cost a result.
    @Test(arguments: ["log.txt", "timing.json"]) func aDiskThatIsFullForWhatIsNoResult(name: String) throws {
        let folder = try Folder(), outcome = try full(name, try Self.copy(folder))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(try results(folder) == Self.whole.get().results)
    }

    /// Every kind of file of the results; the jobs are done.
    @Test(arguments: [
        "tiny/.format", ".table1.csv", ".table1.md", ".table1.tex", ".figure1.csv", ".figure1.png", ".figure1.svg", ".provenance.csv", "rows/.",
        "witnesses/.", "models/.", ".attacks.csv",
    ]) func aDiskThatIsFullWhileResultsAreWritten(name: String) throws {
        let folder = try Folder(), words = try Self.copy(folder), whole = try Self.whole.get()
        try FileManager.default.copyItem(atPath: "\(whole.folder.path)/store", toPath: "\(folder.path)/store")
        let failed = try full(name, words)
        #expect(failed.status != 0 && failed.text.contains("No space left on device"), "\(failed.text)")
        #expect(Disk.leftovers(below: folder.path).isEmpty, "half a file is left")
        for (file, data) in try results(folder) { #expect(data == whole.results[file], "\(file) is not whole") }
        let after = try run(["run"] + words)
        #expect(after.status == 0 && !after.text.contains("started"), "\(after.text)")
        #expect(try results(folder) == whole.results)
    }

    /// The events of a run are for programs that watch it: the loss of some is said once, and the run goes on.
    @Test func aDiskThatIsFullForTheEvents() throws {
        let folder = try Folder(), outcome = try full("events.jsonl", Self.copy(folder) + ["--events", "\(folder.path)/events.jsonl"])
        #expect(outcome.status == 0 && outcome.text.split(separator: "\n").count { $0.contains("events are being lost") } == 1, "\(outcome.text)")
        #expect(try results(folder) == Self.whole.get().results)
    }

    @Test(arguments: ["-paper.pdf", "-paper.svg"]) func aDiskThatIsFullWhileAFigureIsDrawnForAPage(name: String) throws {
        let folder = try Folder(), words = try Self.copy(folder).filter { $0 != "--store" && $0 != "\(folder.path)/store" }
        try FileManager.default.copyItem(atPath: "\(Self.whole.get().folder.path)/results", toPath: "\(folder.path)/results")
        let failed = try full(name, ["figure1", "--width", "3in"] + words, command: "plot")
        #expect(failed.status != 0 && failed.text.contains("No space left on device") && failed.text.contains(name), "\(failed.text)")
        #expect(Disk.leftovers(below: folder.path).isEmpty && !Disk.exists("\(folder.path)/results/Paper/tiny/figure1\(name)"))
        #expect(try run(["plot", "figure1", "--width", "3in"] + words).status == 0)
        #expect(Disk.exists("\(folder.path)/results/Paper/tiny/figure1\(name)"))
    }

    // MARK: Read-only results

    private static let canMount: Bool = {
        let path = NSTemporaryDirectory() + "bad-luck-\(UUID().uuidString)"
        return shell("mkdir \(path) && mount -t tmpfs -o size=64k tmpfs \(path) && umount \(path); status=$?; rmdir \(path); exit $status")
    }()

    /// For root a folder can be made read-only only by its file system.
    @Test(.enabled(if: geteuid() != 0 || canMount, "root needs the right to mount")) func resultsThatAreReadOnlyAreNamedBeforeAnythingStarts() throws
    {
        let folder = try Folder(), words = try Self.copy(folder), path = "\(folder.path)/results"
        try Disk.createFolder("\(path)/Paper/tiny")
        if geteuid() == 0 {
            try #require(Self.shell("mount -t tmpfs -o size=1m tmpfs \(path) && mkdir -p \(path)/Paper/tiny && mount -o remount,ro \(path)"))
        } else {
            chmod("\(path)/Paper/tiny", 0o555)
        }
        defer {
            _ = geteuid() == 0 ? Self.shell("umount \(path)") : chmod("\(path)/Paper/tiny", 0o755) == 0
        }
        let outcome = try run(["run"] + words)
        #expect(outcome.status != 0 && outcome.text.contains("\(path)/Paper/tiny: cannot write into: "), "\(outcome.text)")
        #expect(!outcome.text.contains("started") && !Disk.exists("\(folder.path)/store"))
    }

    // MARK: Without git

    /// Unknown provenance is left empty, and never called clean.
    @Test func withoutGitTheCommitIsNotKnown() throws {
        let folder = try Folder(), words = try Self.copy(folder), without = ["PATH": folder.path]
        let refused = try call(["run", "--require-clean"] + words, without)
        #expect(refused.status != 0, "\(refused.text)")
        #expect(refused.text.contains("--require-clean: nothing was started, because the commit is not known"), "\(refused.text)")
        #expect(!Disk.exists("\(folder.path)/store") && !Disk.exists("\(folder.path)/results"))
        #expect(try call(["run"] + words, without).status == 0)
        #expect(try results(folder) == Self.whole.get().results)
        let csv = try String(contentsOfFile: "\(folder.path)/results/Paper/tiny/provenance.csv", encoding: .utf8)
        let table = try CSVTable(parsing: csv, file: "provenance.csv"), commit = try #require(table.column("commit")),
            changed = try #require(table.column("changed"))
        #expect(!table.rows.isEmpty && table.rows.allSatisfy { $0[commit].isEmpty && $0[changed].isEmpty })
    }

    // MARK: Folders that moved

    /// No file of a store or of results contains a path, so both work after being moved, even if the store is renamed.
    @Test func aStoreAndResultsThatMovedAreTheSame() throws {
        let folder = try Folder(), words = try Self.copy(folder), other = "\(folder.path)/else where", whole = try Self.whole.get()
        #expect(try run(["run"] + words).status == 0)
        #expect(try run(["bless"] + words.filter { $0 != "--store" && $0 != "\(folder.path)/store" }).status == 0)
        let origins = try Disk.read("\(folder.path)/results/Paper/tiny/provenance.csv")
        try Disk.createFolder(other)
        for name in ["store", "results"] { try FileManager.default.moveItem(atPath: "\(folder.path)/\(name)", toPath: "\(other)/my \(name)") }
        let there = ["--experiments", words[1], "--profile", "tiny", "--results", "\(other)/my results"]
        let again = try run(["run", "--store", "\(other)/my store"] + there)
        #expect(again.status == 0 && !again.text.contains("started"), "\(again.text)")
        for (file, data) in whole.results { #expect(try Disk.read("\(other)/my results/Paper/tiny/\(file)") == data, "\(file)") }
        #expect(try Disk.read("\(other)/my results/Paper/tiny/provenance.csv") == origins)
        #expect(try run(["diff"] + there).status == 0)
        #expect(try run(["store", "verify", "--store", "\(other)/my store"] + there).status == 0)
    }

    // MARK: Locks of the dead

    /// The system drops the lock of a process that dies; the file that it leaves has no effect.
    @Test func theLockOfADeadProcessStopsNothing() throws {
        let folder = try Folder(), words = try Self.copy(folder), store = Store("\(folder.path)/store"), said = try Channel()
        let key = try #require(try Session(folder: words[1], profile: "tiny").plan.items.first).key
        try Disk.createFolder(store.path(key))
        let holder = try ChildProcess(
            "/bin/sh", ["-c", "exec 9>>'\(store.path(key, ".lock"))' 8>>'\(store.folder)/.use'; flock 9; flock 8; echo; exec sleep 600"],
            output: .descriptor(said.write), ownGroup: true)
        said.closeWriting()
        #expect(said.read(milliseconds: 300_000) == Data("\n".utf8))
        #expect(try store.isLocked(key))
        holder.send(SIGKILL)
        holder.wait()
        #expect(try !store.isLocked(key) && Disk.exists(store.path(key, ".lock")))
        #expect(try run(["run"] + words).status == 0)
        #expect(try results(folder) == Self.whole.get().results)
    }

    // MARK: Values that are not numbers

    /// A job that computes NaN fails with a message: none of its rows is stored, and rows of other blocks stay.
    @Test func aJobThatComputesNaNFailsAndStoresNone() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), job = Job(NotANumber()), key = try job.key()
        try store.write(Data(try job.text.utf8), key, "job.json")
        let workspace = Workspace(folder: store.folder, data: nil, threads: 1, block: 2, types: Experiments.types + [NotANumber.self])
        let error = #expect(throws: RecordsError.self) { try JobRun(key, in: workspace)([0..<6]) }
        #expect(error?.message == "not written: root of row 2 was computed as NaN, which is not a number", "\(error.map { "\($0)" } ?? "")")
        #expect(try store.rows(key).samples == [0, 1] && Disk.leftovers(below: store.folder).isEmpty)
    }
}

/// The square roots of 1, 0, -1, -2, ...
private struct NotANumber: Work {
    var label: String { "roots" }
    var effort: Effort { Effort(kind: "roots") }
    func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        { samples in
            let rows = samples.map { ($0, [Double(1 - $0).squareRoot()]) }
            try workspace.store.write(Rows(columns: ["root"], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}
