import Files
import Foundation
import Testing

@Suite struct FileLockTests {
    let folder = try! Folder()
    var path: String { folder.path + "/lock" }

    @Test func oneHoldsItAtATime() throws {
        var first: FileLock? = try FileLock(path)
        #expect(try FileLock.tryLock(path) == nil)
        #expect(try FileLock.tryLock(path, exclusive: false) == nil)
        withExtendedLifetime(first) {}
        first = nil
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test func readersShareIt() throws {
        let first = try FileLock(path, exclusive: false), second = try FileLock.tryLock(path, exclusive: false)
        #expect(second != nil)
        #expect(try FileLock.tryLock(path) == nil)
        withExtendedLifetime((first, second)) {}
    }

    @Test func waitingEndsWhenTheHolderLetsGo() throws {
        var held: FileLock? = try FileLock(path)
        let waiter = try background("exec 9>>'\(path)'; echo; flock 9")
        // It has started, and cannot end before the lock is free.
        #expect(try waiter.read(1) == "\n")
        #expect(waiter.process.poll() == nil)
        withExtendedLifetime(held) {}
        held = nil
        #expect(waiter.process.wait(limit: 300) == .status(0))
        #expect(try FileLock.tryLock(path) != nil)
    }

    /// A process that waited for a lock whose file was removed meanwhile takes the lock of the new file, like all others.
    @Test func aLockOfARemovedFileIsTakenAnew() async throws {
        var first: FileLock? = try FileLock(path)
        let path = path
        let waiter = Task.detached { try FileLock(path) }
        // The waiter may open the file before or after it is removed: the outcome is the same.
        try Disk.remove(path)
        withExtendedLifetime(first) {}
        first = nil
        let second = try await waiter.value
        #expect(try FileLock.tryLock(path) == nil)
        withExtendedLifetime(second) {}
    }

    @Test func lookingAtALockLeavesNoFile() throws {
        #expect(try !FileLock.isHeld(path) && folder.names == [])
        let lock = try FileLock(path)
        #expect(try FileLock.isHeld(path))
        withExtendedLifetime(lock) {}
    }

    @Test func theLockOfAKilledProcessIsFree() throws {
        let holder = try background("exec 9>>'\(path)'; flock 9; echo; exec sleep 600")
        #expect(try holder.read(1) == "\n")
        #expect(try FileLock.tryLock(path) == nil)
        holder.process.send(SIGKILL)
        holder.process.wait()
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test(arguments: [ENOSYS, ENOLCK, EOPNOTSUPP]) func aFileSystemWithoutLocksIsNamed(code: Int32) {
        let text = FileError("store/a", "lock", code: code).description
        #expect(
            text.hasPrefix("store/a: cannot lock: ")
                && text.hasSuffix(" (this file system has no file locks: use a folder on a local disk, or mount it with locks)"))
    }

    @Test func whatCannotBeLockedIsNamed() {
        #expect(failure { _ = try FileLock("/nowhere/lock") }?.description == "/nowhere/lock: cannot lock: No such file or directory")
    }
}
