import Files
import Foundation
import Testing

/// Streams, folders and file systems that fail while the program runs.
@Suite struct Hardships {
    private let folder = try! Folder()

    /// Runs a shell script in which `repro` is the program and OPTIONS name the test paper, a store and results; returns its status and output.
    private func shell(_ script: String, store: String = "store") throws -> (status: Int32, text: String) {
        let channel = try Channel()
        let variables = ["PATH": "\(URL(filePath: repro).deletingLastPathComponent().path):/usr/bin:/bin", "FOLDER": folder.path, "PAPER": paper]
        let options = "--experiments \"$PAPER\" --profile tiny --store \"$FOLDER/\(store)\" --results \"$FOLDER/results\""
        let process = try ChildProcess(
            "/bin/sh", ["-c", script.replacing("OPTIONS", with: options)], environment: variables, output: .descriptor(channel.write),
            errors: .descriptor(channel.write))
        channel.closeWriting()
        var data = Data()
        while let more = channel.read(milliseconds: 1000) { data += more }
        guard case .status(let status)? = process.wait() else { return (-1, String(decoding: data, as: UTF8.self)) }
        return (status, String(decoding: data, as: UTF8.self))
    }

    @Test(arguments: ["table table1 OPTIONS", "list", "plan table1 --profile smoke --no-measure", "--help", "doctor"])
    func outputThatCannotBeWrittenIsAFailure(command: String) throws {
        for place in ["/dev/full", "&-"] {
            let (status, text) = try shell("repro \(command) >\(place)")
            #expect(status != 0, "\(command)")
            #expect(text.contains("standard output: cannot be written to: "), "\(text)")
        }
    }

    @Test func aReaderThatLeavesIsAFailure() throws {
        // `true` ends at once; later output has no reader.
        let (_, text) = try shell("{ sleep 1; repro list; echo status $? >&2; } | true")
        #expect(text.contains("standard output: cannot be written to: Broken pipe") && !text.contains("status 0"))
    }

    @Test(arguments: ["2>/dev/full", "2>&-"]) func progressThatCannotBeWrittenIsNone(redirection: String) throws {
        let (status, text) = try shell("repro run table1 OPTIONS \(redirection)")
        #expect(status == 0 && text.contains("plain"), "\(text)")
    }

    @Test(arguments: ["--store", "--results", "--data", "--experiments"]) func anEmptyFolderIsRefused(option: String) throws {
        let (status, text) = try shell("repro run table1 OPTIONS \(option) ''")
        #expect(status == 64 && text.contains("'\(option) <") && text.contains("the name of a folder is empty"), "\(text)")
    }

    @Test func hugeNumbersOfThreadsAndJobs() throws {
        let (status, text) = try shell("repro run table1 OPTIONS --threads 100000")
        #expect(status == 0 && text.contains("--threads 100000: using "), "\(text)")
        for jobs in ["0", "1001", "9223372036854775807"] {
            let (status, text) = try shell("repro run table1 OPTIONS --jobs \(jobs)")
            #expect(status == 64 && text.contains("--jobs is 1 to 1000, not \(jobs)"), "\(text)")
        }
    }

    @Test func aBatchThatCannotBeMeantIsRefused() throws {
        for option in ["--batch", "--repeats", "--rounds"] {
            for number in ["0", "100001", "9223372036854775807"] {
                let (status, text) = try shell("repro bench \(option) \(number)")
                #expect(status == 64 && text.contains("\(option) is 1 to 100000, not \(number)"), "\(text)")
            }
        }
        for more in ["", "--plan", "--predict 2", "--peer false"] {
            let (status, text) = try shell("repro bench --batch 100000 \(more)")
            #expect(status != 0 && text.contains("paper, batch 100000: batch is not small enough for this net: it would keep "), "\(text)")
        }
    }

    /// The YAML library reads an environment variable that would change the parsing and print an extra line.
    @Test func noVariableOfTheEnvironmentChangesAReading() throws {
        let plain = try shell("repro plan OPTIONS --no-measure"), other = try shell("YAMS_DEFAULT_ENCODING=utf16 repro plan OPTIONS --no-measure")
        #expect(plain.status == 0 && plain.text == other.text, "\(other.text)")
    }

    /// The repository of the working directory is not that of the program.
    @Test func theCommitIsNotThatOfTheFolderItRunsIn() throws {
        let git = "git -c user.name=a -c user.email=a@b -c commit.gpgsign=false"
        let (_, head) = try shell(
            "mkdir $FOLDER/other && cd $FOLDER/other && git init -q && \(git) commit -q --allow-empty -m x && git rev-parse HEAD")
        let other = String(head.split(separator: "\n").last ?? "")
        #expect(other.count == 40)
        let (status, text) = try shell("cd $FOLDER/other && repro run table1 OPTIONS && cat $FOLDER/store/*/provenance.json")
        #expect(status == 0 && text.contains("\"compiler\""))
        #expect(!text.contains(other))
    }

    private static let flock = "#include <errno.h>\nint flock(int file, int operation) { errno = ENOSYS; return -1; }\n"

    /// Some network file systems have no locks: this gives one error, not a new temporary file for each attempt.
    @Test func aFileSystemWithoutLocksIsNamed() throws {
        _ = try folder.write(Self.flock, "flock.c")
        let compiled = try shell("cd $FOLDER && for cc in cc gcc clang; do $cc -shared -fPIC -o flock.so flock.c && exit 0; done; exit 1")
        try #require(compiled.status == 0, "no C compiler: \(compiled.text)")
        let (status, text) = try shell("LD_PRELOAD=$FOLDER/flock.so exec repro run table1 OPTIONS")
        #expect(status != 0 && text.contains("this file system has no file locks"), "\(text)")
        #expect(text.split(separator: "\n").count == 1, "\(text)")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        #expect(!files.contains { $0.hasSuffix(".unfinished") })
    }
}
