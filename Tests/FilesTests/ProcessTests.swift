import Files
import Foundation
import Testing

// Tests that need a separate process: limits, other users, death. The child of an exit test finds its folder by its parent's process ID.

@Suite struct ProcessTests {
    private static func folder(_ name: String, of process: pid_t) -> String { NSTemporaryDirectory() + "files-\(name)-\(process)" }

    /// Runs `body` with a folder that contains the file `a` with the text `old`.
    private func with(_ name: String, _ body: (String) async throws -> Void) async throws {
        let path = Self.folder(name, of: getpid())
        try Disk.createFolder(path)
        defer {
            chmod(path, 0o755)
            try? FileManager.default.removeItem(atPath: path)
        }
        try Disk.write(Data("old".utf8), to: path + "/a")
        try await body(path)
    }

    @Test func aFileSizeLimitIsAFullDisk() async throws {
        try await with("limit") { (path: String) async throws in
            await #expect(processExitsWith: .success) {
                let path = ProcessTests.folder("limit", of: getppid())
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                let failed = try #require(failure { try Disk.write(Data(count: 100_000), to: path + "/a") })
                try #require(failed.isFull && failed.code == EFBIG)
                try #require(try Disk.read(path + "/a") == Data("old".utf8))
                exit(EXIT_SUCCESS)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
        }
    }

    @Test func aReadOnlyFolderIsReported() async throws {
        try await with("readonly") { (path: String) async throws in
            chmod(path, 0o555)
            await #expect(processExitsWith: .success) {
                let path = ProcessTests.folder("readonly", of: getppid())
                if geteuid() == 0 { try #require(setuid(65534) == 0) }  // root may write anywhere
                let failed = try #require(failure { try Disk.write(Data("new".utf8), to: path + "/a") })
                try #require(failed.description == "\(path)/a: cannot write: Permission denied")
                try #require(try Disk.read(path + "/a") == Data("old".utf8))
                exit(EXIT_SUCCESS)
            }
        }
    }

    /// Killed again and again in the middle of writing: the file is always a complete version, and a sweep removes the leftovers.
    @Test func aKilledWriterLeavesAWholeFile() async throws {
        try await with("killed") { (path: String) async throws in
            for _ in 0..<5 {
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    let path = ProcessTests.folder("killed", of: getppid())
                    Thread.detachNewThread {
                        usleep(UInt32.random(in: 5_000...30_000))
                        kill(getpid(), SIGKILL)
                    }
                    while true { for byte in UInt8(1)...9 { try Disk.write(Data(repeating: byte, count: 2_000_000), to: path + "/a") } }
                }
                let data = try Disk.read(path + "/a")
                #expect(data == Data("old".utf8) || data.count == 2_000_000 && Set(data).count == 1)
                try Disk.sweep(path)
                #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
            }
        }
    }
}
