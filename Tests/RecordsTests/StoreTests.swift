import Files
import Foundation
import Records
import Testing

@Suite struct StoreTests {
    let scratch = Scratch(), key = Key(hashing: "job")
    var store: Store { scratch.store }

    @Test func aStoreThatIsNotThereYetIsEmpty() throws {
        #expect(try store.keys() == [] && store.files(key) == [] && store.rows(key).samples.isEmpty && store.provenance(key) == nil)
        #expect(!store.has(key, "job.json"))
    }

    @Test func keysAndFilesAreListed() throws {
        let other = Key(hashing: "other")
        try store.write(Data("{}".utf8), key, "job.json")
        try store.write(Data(), other, "weights.safetensors")
        try Disk.createFolder(store.folder + "/not a key")
        #expect(try store.keys() == [key, other].sorted())
        #expect(try store.files(key) == ["job.json"] && store.has(key, "job.json") && store.read(key, "job.json") == Data("{}".utf8))
    }

    /// The law of growing and sharding: for any pieces in any order, the rows are those of one fresh run.
    @Test(arguments: [[0..<128], [0..<64, 64..<128], [96..<128, 0..<32, 64..<96, 32..<64], [0..<128, 32..<40]]) func piecesGiveTheRowsOfOneRun(
        ranges: [Range<Int>]
    ) throws {
        for range in ranges { try store.write(rows(range), key, range: range) }
        #expect(try store.rows(key) == rows(0..<128))
        #expect(try store.rows(key).csv == rows(0..<128).csv)
    }

    @Test func rowsWithGapsLieInAFileForEachRange() throws {
        try store.write(rows(0..<4).merging(rows(8..<10)), key)
        #expect(try store.files(key) == ["rows-0-4.csv", "rows-8-10.csv"])
        #expect(try store.rows(key).missing(in: 0..<12) == [4..<8, 10..<12])
    }

    @Test func aFileCutOffAnywhereIsNoticedAndItsRangeIsMissing() throws {
        try store.write(rows(0..<3), key, range: 0..<3)
        try store.write(rows(3..<5), key, range: 3..<5)
        let whole = try store.read(key, "rows-3-5.csv")
        for length in 0..<whole.count {
            try store.write(Data(whole.prefix(length)), key, "rows-3-5.csv")
            var damaged: [RecordsError] = []
            #expect(try store.rows(key) { damaged.append($0) } == rows(0..<3))
            #expect(damaged.map(\.file) == [store.path(key, "rows-3-5.csv")])
        }
    }

    @Test func aFileWithAnyBitChangedIsNoticed() throws {
        try store.write(rows(0..<3), key, range: 0..<3)
        let whole = try store.read(key, "rows-0-3.csv")
        for bit in stride(from: 0, to: whole.count * 8, by: 3) {
            var changed = whole
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            try store.write(changed, key, "rows-0-3.csv")
            #expect(try store.rows(key).samples.isEmpty, "bit \(bit)")
        }
    }

    /// A sound file of an earlier version of the work, with other columns than now.
    @Test func aFileOfOtherColumnsIsNoRow() throws {
        try store.write(rows(0..<3), key, range: 0..<3)
        let columns = rows(0..<1).columns
        #expect(try store.rows(key, columns: columns) == rows(0..<3))
        var damaged: [RecordsError] = []
        #expect(try store.rows(key, columns: columns + ["b"]) { damaged.append($0) }.samples.isEmpty)
        #expect(damaged.count == 1 && damaged[0].message.contains("written by another version: its columns are"), "\(damaged)")
        #expect(try store.discardDamaged(key, columns: columns).isEmpty && store.discardDamaged(key, columns: ["b"]).count == 1)
        #expect(try store.files(key) == [])
    }

    @Test func damagedFilesAreDiscardedAndRunAgain() throws {
        try store.write(rows(0..<4), key, range: 0..<4)
        try store.write(Data("index,a\n".utf8), key, "rows-4-8.csv")
        #expect(try store.discardDamaged(key).count == 1)
        #expect(try store.files(key) == ["rows-0-4.csv"])
        for range in try store.rows(key).missing(in: 0..<8) { try store.write(rows(range), key, range: range) }
        #expect(try store.rows(key) == rows(0..<8))
    }

    @Test func aFileUnderAnotherNameIsNoResult() throws {
        try store.write(rows(0..<4), key, range: 0..<4)
        try store.write(store.read(key, "rows-0-4.csv"), key, "rows-4-8.csv")
        var damaged: [String] = []
        #expect(try store.rows(key) { damaged.append($0.message) } == rows(0..<4))
        #expect(damaged == ["its rows are not those of the range in its name"])
    }

    /// The file of three rows under names that no writer would give it.
    @Test(arguments: ["rows-0-9223372036854775807.csv", "rows-1-4.csv", "rows-0-2.csv"]) func aNameThatPromisesOtherRowsIsNotTrusted(name: String)
        throws
    {
        try store.write(rows(0..<3), key, range: 0..<3)
        try FileManager.default.moveItem(atPath: store.path(key, "rows-0-3.csv"), toPath: store.path(key, name))
        var damaged: [String] = []
        #expect(try store.rows(key) { damaged.append($0.message) }.samples.isEmpty)
        #expect(damaged == ["its rows are not those of the range in its name"])
    }

    @Test func filesThatDisagreeAreAnError() throws {
        var other = rows(2..<6)
        try store.write(rows(0..<4), key, range: 0..<4)
        try store.write(other, key, range: 2..<6)
        #expect(try store.rows(key) == rows(0..<6))
        other = Rows(columns: other.columns, [3: try #require(other[3]).map { $0 + 1 }]).merging(other)
        try store.write(other, key, range: 2..<6)
        #expect(failure { _ = try store.rows(key) }?.message.contains("index 3") == true)
        try store.write(Rows(columns: ["x"], [9: [1]]), key)
        #expect(failure { _ = try store.rows(key) } != nil)
    }

    /// NaN would pass comparisons and sums unnoticed.
    @Test func aValueThatIsNotANumberIsRefusedByNameAndNothingIsWritten() throws {
        let values = Rows(columns: ["distance", "calls"], [0: [.infinity, 1], 1: [2, .nan]])
        let error = try #require(failure { try store.write(values, key) })
        #expect(error.description == "\(store.path(key, "rows-0-2.csv")): not written: calls of row 1 was computed as NaN, which is not a number")
        #expect(try store.files(key) == [])
        try store.write(values.within(0..<1), key)
    }

    @Test func aKeyIsRemovedWholeAndItsLockWithIt() throws {
        try store.write(Data("{}".utf8), key, "job.json")
        var lock: FileLock? = try store.lock(key)
        #expect(try store.isLocked(key))
        try store.remove(key)
        #expect(try store.keys() == [] && Disk.list(store.folder) == [])
        // The lock on the removed file excludes nobody, and nobody else can take it.
        let next = try #require(try store.tryLock(key))
        #expect(try store.tryLock(key) == nil)
        withExtendedLifetime((lock, next)) {}
        lock = nil
    }

    @Test func aStoreInUseIsNotUsedAlone() throws {
        let users = try [store.use(), store.use()]
        #expect(try store.tryUseAlone() == nil)
        withExtendedLifetime(users) {}
    }

    @Test func aKeysLockKeepsOthersOutAndSweeps() throws {
        try store.write(Data(), key, "job.json")
        try Data("half".utf8).write(to: URL(filePath: store.path(key, ".rows-0-4.csv.1-1.unfinished")))
        let lock = try #require(try store.tryLock(key))
        #expect(try store.tryLock(key) == nil && store.tryLock(Key(hashing: "other")) != nil)
        #expect(!store.has(key, ".rows-0-4.csv.1-1.unfinished"))
        #expect(try store.files(key) == ["job.json"])
        withExtendedLifetime(lock) {}
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.path(key)).sorted() == [".lock", "job.json"])
    }
}
