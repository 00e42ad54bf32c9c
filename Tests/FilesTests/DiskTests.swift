import Files
import Foundation
import Testing

@Suite struct DiskTests {
    let folder = try! Folder()

    @Test(arguments: [0, 1, 4095, 3_000_001]) func whatIsWrittenIsRead(count: Int) throws {
        let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }), path = folder.path + "/a"
        try Disk.write(Data("old".utf8), to: path)
        try Disk.write(data, to: path)
        #expect(try Disk.read(path) == data)
        #expect(folder.names == ["a"])
    }

    @Test func pathsWithoutAFolderMeanTheCurrentOne() throws {
        let name = "files-\(UUID().uuidString)"
        defer { unlink(name) }
        try Disk.write(Data("x".utf8), to: name)
        #expect(try Disk.read("./" + name) == Data("x".utf8))
    }

    @Test func foldersAreMadeWithThoseAboveAndListedInOrder() throws {
        try Disk.createFolder(folder.path + "/b/c/d/")
        try Disk.createFolder(folder.path + "/b/c/d")
        for name in ["z", "é", "B", "a"] { try Disk.write(Data(), to: folder.path + "/b/" + name) }
        #expect(try Disk.list(folder.path + "/b") == ["B", "a", "c", "z", "é"])
        #expect(Disk.exists(folder.path + "/b/c") && !Disk.exists(folder.path + "/b/q"))
        let failed = failure { try Disk.createFolder(folder.path + "/b/a/x") }
        #expect(failed?.description == "\(folder.path)/b/a: cannot make the folder: File exists")
    }

    @Test func removingWhatIsNotThereIsFine() throws {
        try Disk.write(Data(), to: folder.path + "/a")
        try Disk.remove(folder.path + "/a")
        try Disk.remove(folder.path + "/a")
        #expect(folder.names == [])
    }

    @Test func errorsNameThePathAndTheReason() {
        #expect(failure { _ = try Disk.read("/nowhere/a") }?.description == "/nowhere/a: cannot read: No such file or directory")
        #expect(failure { _ = try Disk.read(folder.path) }?.code == EISDIR)
        #expect(failure { _ = try Disk.list("/nowhere") }?.description == "/nowhere: cannot list: No such file or directory")
        #expect(failure { try Disk.write(Data(), to: "/nowhere/a") }?.description == "/nowhere/a: cannot write: No such file or directory")
        #expect(failure { _ = try Disk.sha256(ofFile: "/nowhere/a") }?.path == "/nowhere/a")
    }

    @Test func aFailedWriteLeavesNothingBehind() throws {
        // A folder cannot be replaced by a file: the last step of the write fails.
        try Disk.createFolder(folder.path + "/taken/in")
        #expect(failure { try Disk.write(Data("x".utf8), to: folder.path + "/taken") } != nil)
        #expect(folder.names == ["taken"])
    }

    @Test func aFullDiskIsReportedAsSuch() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        let failed = try #require(failure { try Disk.fill(full, with: Data("x".utf8), "results/a.csv") })
        #expect(failed.isFull && failed.description == "results/a.csv: cannot write: No space left on device (earlier contents are intact)")
    }

    private static let canMount: Bool = {
        let path = NSTemporaryDirectory() + "files-mount-\(UUID().uuidString)"
        return shell("mkdir \(path) && mount -t tmpfs -o size=64k tmpfs \(path) && umount \(path); status=$?; rmdir \(path); exit $status")
    }()

    @Test(.enabled(if: canMount, "needs the right to mount a small file system")) func aFullDiskKeepsTheEarlierContents() throws {
        let path = folder.path + "/small"
        try Disk.createFolder(path)
        try #require(shell("mount -t tmpfs -o size=64k tmpfs \(path)"))
        defer { shell("umount \(path)") }
        try Disk.write(Data("old".utf8), to: path + "/a")
        let failed = try #require(failure { try Disk.write(Data(count: 200_000), to: path + "/a") })
        #expect(failed.isFull && failed.path == path + "/a")
        #expect(try Disk.read(path + "/a") == Data("old".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
        try Disk.write(Data(count: 10_000), to: path + "/b")
    }

    @Test func writersAtOnceLeaveOneWholeFile() async throws {
        let path = folder.path + "/a"
        let contents = (0..<8).map { Data(repeating: UInt8($0), count: 100_000 + $0) }
        try await withThrowingTaskGroup { group in
            for data in contents { group.addTask { for _ in 0..<5 { try Disk.write(data, to: path) } } }
            try await group.waitForAll()
        }
        #expect(contents.contains(try Disk.read(path)))
        #expect(folder.names == ["a"])
    }

    @Test func aSweepTakesOnlyWhatDeadWritersLeft() throws {
        let living = ".a.1-1.unfinished", dead = ".a.2-1.unfinished"
        try Data("x".utf8).write(to: URL(filePath: folder.path + "/" + living))
        try Data("x".utf8).write(to: URL(filePath: folder.path + "/" + dead))
        try Disk.write(Data(), to: folder.path + "/a")
        let lock = try FileLock(folder.path + "/" + living)
        #expect(try Disk.list(folder.path) == ["a"])
        #expect(try Disk.sweep(folder.path) == 1)
        #expect(folder.names == [living, "a"])
        withExtendedLifetime(lock) {}
    }

    @Test func aSweepOfATreeFollowsNoLink() throws {
        let dead = ".a.2-1.unfinished", other = try Folder()
        for place in ["", "/models", "/models/x"] {
            try Disk.createFolder(folder.path + place)
            try Data("x".utf8).write(to: URL(filePath: folder.path + place + "/" + dead))
        }
        try Data("x".utf8).write(to: URL(filePath: other.path + "/" + dead))
        symlink(other.path, folder.path + "/link")
        #expect(Disk.sweepTree(folder.path) == 3)
        #expect(folder.names == ["link", "models"] && other.names == [dead])
        #expect(Disk.sweepTree("/nowhere") == 0)
    }

    @Test func aMovedFileTakesItsPlace() throws {
        try Disk.write(Data("new".utf8), to: folder.path + "/a")
        try Disk.write(Data("old".utf8), to: folder.path + "/b")
        try Disk.move(folder.path + "/a", to: folder.path + "/b")
        #expect(try Disk.read(folder.path + "/b") == Data("new".utf8) && folder.names == ["b"])
        #expect(failure { try Disk.move(folder.path + "/a", to: folder.path + "/b") }?.code == ENOENT)
    }

    /// A name has at most 255 bytes here: that of the unfinished file must not be longer.
    @Test func theLongestNameCanBeWritten() throws {
        for name in [String(repeating: "a", count: 255), String(repeating: "é", count: 127)] {
            try Disk.write(Data("x".utf8), to: folder.path + "/" + name)
            #expect(try Disk.read(folder.path + "/" + name) == Data("x".utf8))
        }
    }

    @Test func aSweepNeverHarmsAWriter() async throws {
        let path = folder.path
        try await withThrowingTaskGroup { group in
            group.addTask { for n in 0..<200 { try Disk.write(Data("\(n)".utf8), to: path + "/a") } }
            group.addTask { for _ in 0..<2000 { try Disk.sweep(path) } }
            try await group.waitForAll()
        }
        #expect(try Disk.read(path + "/a") == Data("199".utf8))
        #expect(folder.names == ["a"])
    }
}
