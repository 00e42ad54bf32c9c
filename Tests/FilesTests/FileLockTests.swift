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

    @Test func waitingEndsWhenTheHolderLetsGo() async throws {
        let path = path
        var held: FileLock? = try FileLock(path)
        let waiting = Task.detached { try FileLock(path) }
        try await Task.sleep(for: .milliseconds(50))
        withExtendedLifetime(held) {}
        held = nil
        _ = try await waiting.value
    }

    @Test func theLockOfAKilledProcessIsFree() async throws {
        try Data().write(to: URL(filePath: path))
        let holder = try background("exec 9>>'\(path)'; flock 9; exec sleep 60")
        for _ in 0..<200 where try FileLock.tryLock(path) != nil { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try FileLock.tryLock(path) == nil)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        #expect(try FileLock.tryLock(path) != nil)
    }

    @Test func whatCannotBeLockedIsNamed() {
        #expect(failure { _ = try FileLock("/nowhere/lock") }?.description == "/nowhere/lock: cannot lock: No such file or directory")
    }
}
