import Files
import Foundation
import Testing

@Suite struct ChildProcessTests {
    @Test func whatAProgramPrintsIsReadToItsEnd() throws {
        #expect(try ChildProcess.output(of: "echo", ["it's", "$(x)"], limit: 300) == "it's $(x)")
        // More than a pipe can hold, in pieces.
        let long = "i=0; while [ $i -lt 4 ]; do head -c 100000 /dev/zero | tr '\\0' x; i=$((i + 1)); done"
        #expect(try ChildProcess.output(of: "/bin/sh", ["-c", long], limit: 300).count == 400_000)
    }

    @Test func howItEndedIsTold() throws {
        #expect(try ChildProcess("/bin/sh", ["-c", "exit 7"]).wait() == .status(7))
        #expect(try ChildProcess("/bin/sh", ["-c", "kill -9 $$"]).wait() == .signal(SIGKILL))
        #expect { try ChildProcess.output(of: "false", [], limit: 300) } throws: { "\($0)" == "false: ended with status 1" }
        let child = try ChildProcess("true", [])
        #expect(child.wait() == .status(0) && child.wait() == .status(0) && child.poll() == .status(0))
    }

    @Test func aProgramThatIsNotThereIsNamedWithTheReason() {
        #expect(failure { _ = try ChildProcess("no-such-program", []) }?.description == "no-such-program: cannot start: No such file or directory")
        #expect(failure { _ = try ChildProcess("/dev/null", []) }?.description == "/dev/null: cannot start: Permission denied")
    }

    @Test func aProgramThatNeverEndsIsKilledAfterTheLimit() throws {
        #expect { try ChildProcess.output(of: "sleep", ["600"], limit: 0.1) } throws: { "\($0)" == "sleep: took longer than 0.1 s" }
        // The same for one that closes its output and keeps running.
        #expect { try ChildProcess.output(of: "/bin/sh", ["-c", "exec sleep 600 >&-"], limit: 0.1) } throws: { "\($0)".contains("took longer") }
        let child = try ChildProcess("sleep", ["600"])
        #expect(child.wait(limit: 0.05) == nil)
        child.send(SIGTERM)
        #expect(child.wait() == .signal(SIGTERM))
        child.send(SIGTERM)  // the ID no longer belongs to a process
    }

    @Test func aGroupEndsAsAWhole() throws {
        // The shell's child holds the pipe: it must be killed too, or reading would not end.
        let channel = try Channel()
        let child = try ChildProcess("/bin/sh", ["-c", "sleep 600 & wait"], output: .descriptor(channel.write), ownGroup: true)
        channel.closeWriting()
        child.send(SIGKILL)
        child.wait()
        while channel.read(milliseconds: 1000) != nil {}
    }

    @Test func aChildHasThreeStreamsAndNothingElseOfOurs() throws {
        let folder = try Folder(), lock = try FileLock(folder.path + "/lock"), channel = try Channel()
        let files = try ChildProcess.output(of: "/bin/sh", ["-c", "ls -l /proc/$$/fd"], limit: 300)
        #expect(files.contains(" 2 -> ") && !files.contains(folder.path) && !files.contains(" \(channel.write) -> "))
        withExtendedLifetime((lock, channel)) {}
    }

    /// A parent that ignores SIGPIPE, to get an error instead, must not pass that on to its children: `yes | head` would never end.
    @Test func aChildDiesOfABrokenPipe() async {
        await #expect(processExitsWith: .success) {
            StandardStreams.prepare()
            let said = try ChildProcess.output(of: "/bin/sh", ["-c", "yes | head -1"], limit: 300)
            exit(said == "y" ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }

    @Test func withoutDescriptorsTheFailureIsNamed() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            let failed = try #require(failure { _ = try ChildProcess.output(of: "true", [], limit: 300) })
            try #require(failed.description == "a pipe: cannot make: Too many open files")
            exit(EXIT_SUCCESS)
        }
    }

    /// Foundation's Process waits forever here.
    @Test func withoutProcessesTheFailureIsNamed() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            try #require(setrlimit(__rlimit_resource_t(__RLIMIT_NPROC.rawValue), &limit) == 0)
            if geteuid() == 0 { try #require(setuid(65534) == 0) }  // root has no limit
            let failed = try #require(failure { _ = try ChildProcess.output(of: "git", ["--version"], limit: 300) })
            try #require(failed.description == "git: cannot start: Resource temporarily unavailable")
            exit(EXIT_SUCCESS)
        }
    }
}
