import Datasets
import Files
import Foundation
import Synchronization
import Testing

@Suite struct DownloadTests {
    /// A small archive with one folder of two files, and the download that fetches it.
    fileprivate func withArchive(_ body: (_ download: Download, _ archive: String, _ target: String) throws -> Void) throws {
        try withFolder { folder in
            let set = "\(folder)/small-set"
            try Disk.createFolder(set)
            var generator = SystemRandomNumberGenerator()
            let noise = Data((0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) })  // gzip cannot compress it
            try noise.write(to: URL(fileURLWithPath: "\(set)/a.bin"))
            try Data("labels".utf8).write(to: URL(fileURLWithPath: "\(set)/b.bin"))
            let archive = "\(folder)/small.tar.gz"
            try #require(try ChildProcess("tar", ["-czf", archive, "-C", folder, "small-set"]).wait() == .status(0))
            let sums = ["a.bin": try Disk.sha256(ofFile: "\(set)/a.bin"), "b.bin": try Disk.sha256(ofFile: "\(set)/b.bin")]
            try body(
                Download(address: "file://\(archive)", sum: Disk.sha256(ofFile: archive), contents: "small-set", sums: sums), archive,
                "\(folder)/target")
        }
    }

    /// All names in a folder, without the lock that stays.
    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0 != ".small-set.lock" }.sorted()
    }

    @Test func `fetches, checks, unpacks and leaves nothing else`() throws {
        try withArchive { download, _, target in
            let place = try download(into: target)
            #expect(place == "\(target)/small-set" && names(target) == ["small-set"] && names(place) == ["a.bin", "b.bin"])
        }
    }

    @Test func `what is complete is not fetched again`() throws {
        try withArchive { download, archive, target in
            try download(into: target)
            try Disk.remove(archive)
            var steps: [String] = []
            try download(into: target) { steps.append($0) }
            #expect(steps == ["\(target)/small-set is complete"])
        }
    }

    @Test func `a part is continued, a whole one is used`() throws {
        for share in [0.5, 1] {
            try withArchive { download, archive, target in
                let whole = try Disk.read(archive)
                try Disk.createFolder(target)
                try whole.prefix(Int(Double(whole.count) * share)).write(to: URL(fileURLWithPath: "\(target)/small-set.tar.gz.part"))
                try download(into: target)
                #expect(names(target) == ["small-set"])
            }
        }
    }

    @Test func `a damaged file in place is mended`() throws {
        try withArchive { download, _, target in
            try download(into: target)
            try Data("short".utf8).write(to: URL(fileURLWithPath: "\(target)/small-set/a.bin"))
            try download(into: target)
            #expect(try Disk.sha256(ofFile: "\(target)/small-set/a.bin") == download.sums["a.bin"])
            #expect(names(target) == ["small-set"])
        }
    }

    @Test func `a part that is no beginning of the archive is fetched anew`() throws {
        try withArchive { download, archive, target in
            try Disk.createFolder(target)
            try Data(repeating: 1, count: try Disk.read(archive).count + 1000).write(to: URL(fileURLWithPath: "\(target)/small-set.tar.gz.part"))
            // Either curl refuses to resume and starts again, or the checksum is wrong and the next call starts again.
            do { try download(into: target) } catch { try download(into: target) }
            #expect(names(target) == ["small-set"])
        }
    }

    @Test func `a user's file beside a damaged one stays, and what is right is not touched`() throws {
        try withArchive { download, _, target in
            try download(into: target)
            let place = "\(target)/small-set", right = "\(place)/b.bin"
            try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(place)/notes"))
            try Data("short".utf8).write(to: URL(fileURLWithPath: "\(place)/a.bin"))
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: right)
            try download(into: target)
            #expect(names(place) == ["a.bin", "b.bin", "notes"])
            #expect(try Disk.sha256(ofFile: "\(place)/a.bin") == download.sums["a.bin"])
            #expect(try FileManager.default.attributesOfItem(atPath: right)[.modificationDate] as? Date == Date(timeIntervalSince1970: 1))
        }
    }

    @Test func `an archive with another sum is never unpacked and not kept`() throws {
        try withArchive { download, archive, target in
            let wrong = Download(address: download.address, sum: String(repeating: "0", count: 64), contents: download.contents, sums: download.sums)
            #expect { try wrong(into: target) } throws: { ($0 as? DatasetError)?.found.contains(", expected ") == true }
            #expect(names(target) == [])
            try Data("<html>not found</html>".utf8).write(to: URL(fileURLWithPath: archive))
            #expect { try download(into: target) } throws: { ($0 as? DatasetError)?.file == download.address }
            #expect(names(target) == [])
        }
    }

    @Test func `a file with another sum than it should have changes nothing`() throws {
        try withArchive { download, _, target in
            var sums = download.sums
            sums["b.bin"] = String(repeating: "0", count: 64)
            let wrong = Download(address: download.address, sum: download.sum, contents: download.contents, sums: sums)
            #expect { try wrong(into: target) } throws: { ($0 as? DatasetError)?.file == "b.bin" }
            #expect(names(target) == ["small-set.tar.gz.part"])
        }
    }

    @Test func `a missing archive is named`() throws {
        try withArchive { download, archive, target in
            try Disk.remove(archive)
            #expect { try download(into: target) } throws: { "\($0)".contains("ended with status") && "\($0)".contains(download.address) }
        }
    }

    /// A full disk does not cause 160 MB to be fetched twice.
    @Test func `a full disk while unpacking keeps the archive and what was there`() async throws {
        await #expect(processExitsWith: .success) {
            try DownloadTests().withArchive { download, archive, target in
                // The archive is smaller than its contents: the limit on the size of a file allows it to be fetched, but not unpacked.
                try Disk.createFolder("\(target)/small-set")
                try Disk.write(Data("old".utf8), to: "\(target)/small-set/a.bin")
                try Disk.write(Data("mine".utf8), to: "\(target)/small-set/notes")
                try Disk.write(try Disk.read(archive), to: "\(target)/small-set.tar.gz.part")
                var former = rlimit(), limit = rlimit(rlim_cur: 40_000, rlim_max: .max)
                try #require(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &former) == 0)
                limit.rlim_max = former.rlim_max
                signal(SIGXFSZ, SIG_IGN)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                var said = ""
                do { try download(into: target) } catch { said = "\(error)" }
                try #require(said.contains("the archive is whole and is kept") || said.contains("The archive is complete and is kept"))
                try #require(try Disk.sha256(ofFile: "\(target)/small-set.tar.gz.part") == download.sum)
                try #require(try Disk.read("\(target)/small-set/a.bin") == Data("old".utf8))
                // With room it continues from the archive, even if the address is gone.
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &former) == 0)
                try Disk.remove(archive)
                try download(into: target)
                try #require(try Disk.read("\(target)/small-set/notes") == Data("mine".utf8))
            }
            exit(EXIT_SUCCESS)
        }
    }

    @Test func `downloads at once into one folder all end with the whole set`() async throws {
        let folder = NSTemporaryDirectory() + "download-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try withArchive { download, archive, _ in
            let kept = "\(folder)/small.tar.gz"
            try Disk.createFolder(folder)
            try Disk.write(try Disk.read(archive), to: kept)
            let own = Download(address: "file://\(kept)", sum: download.sum, contents: download.contents, sums: download.sums)
            let failures = Failures()
            DispatchQueue.concurrentPerform(iterations: 6) { _ in
                do { try own(into: "\(folder)/target") } catch { failures.add("\(error)") }
            }
            #expect(failures.all == [])
            #expect(names("\(folder)/target") == ["small-set"] && names("\(folder)/target/small-set") == ["a.bin", "b.bin"])
        }
    }

    private final class Failures: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ text: String) { list.withLock { $0.append(text) } }
    }
}
