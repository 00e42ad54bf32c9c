import Files
import Foundation
import Testing

/// A held lock is distinguished from one that only seems to be held, as on a file system whose locks do not reach other machines.
@Suite struct LockProbeTests {
    private let folder = "\(NSTemporaryDirectory())/probe-\(UUID().uuidString)"
    init() throws { try Disk.createFolder(folder) }

    @Test func aHeldLockIsReportedByNobody() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let probe = try FileLock.Probe(in: folder)
        #expect(try !FileLock.Probe.look(at: probe.path))
        #expect(try probe.machineWithoutLock() == nil)
    }

    /// The machine without the lock is simulated by a file under the probe's name that nobody has locked.
    @Test func aLockThatIsFreeElsewhereIsReportedWithTheMachine() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let probe = try FileLock.Probe(in: folder)
        try FileManager.default.removeItem(atPath: probe.path)
        try Disk.write(Data(), to: probe.path)
        #expect(try FileLock.Probe.look(at: probe.path, from: "n17"))
        #expect(try probe.machineWithoutLock() == "n17")
    }

    /// A dead run's lock is free everywhere, which proves nothing about another run's.
    @Test func theReportAboutADeadHolderIsNotAnothers() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let dead = "\(folder)/lock-probe-dead"
        try Disk.write(Data(), to: dead)
        #expect(try FileLock.Probe.look(at: dead))
        let probe = try FileLock.Probe(in: folder)
        #expect(try probe.machineWithoutLock() == nil)
        try FileLock.Probe.sweep(folder)
        #expect(try Disk.list(folder) == [URL(filePath: probe.path).lastPathComponent], "the dead one's files are gone, the living one's are not")
        #expect(try !FileLock.Probe.look(at: dead), "a probe that has ended")
    }

    @Test func anEndedProbeLeavesNothing() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { _ = try FileLock.Probe(in: folder) }
        #expect(try Disk.list(folder) == [])
    }
}
