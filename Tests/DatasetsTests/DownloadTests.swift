import Datasets
import Files
import Foundation
import Testing

@Suite struct DownloadTests {
    /// A small archive with one folder of two files, and the download that fetches it.
    private func withArchive(_ body: (_ download: Download, _ archive: String, _ target: String) throws -> Void) throws {
        try withFolder { folder in
            let set = "\(folder)/small-set"
            try Disk.createFolder(set)
            var generator = SystemRandomNumberGenerator()
            let noise = Data((0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) })  // gzip cannot shorten it
            try noise.write(to: URL(fileURLWithPath: "\(set)/a.bin"))
            try Data("labels".utf8).write(to: URL(fileURLWithPath: "\(set)/b.bin"))
            let archive = "\(folder)/small.tar.gz", tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments = ["tar", "-czf", archive, "-C", folder, "small-set"]
            try tar.run()
            tar.waitUntilExit()
            try #require(tar.terminationStatus == 0)
            let sums = ["a.bin": try Disk.sha256(ofFile: "\(set)/a.bin"), "b.bin": try Disk.sha256(ofFile: "\(set)/b.bin")]
            try body(Download(address: "file://\(archive)", contents: "small-set", sums: sums), archive, "\(folder)/target")
        }
    }

    private func names(_ folder: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }

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

    @Test func `an archive with a wrong sum changes nothing and is not kept`() throws {
        try withArchive { download, _, target in
            var sums = download.sums
            sums["b.bin"] = String(repeating: "0", count: 64)
            let wrong = Download(address: download.address, contents: download.contents, sums: sums)
            #expect { try wrong(into: target) } throws: { ($0 as? DatasetError)?.file == "b.bin" }
            #expect(names(target) == [])
        }
    }

    @Test func `an archive that is none is refused, a missing one named`() throws {
        try withArchive { download, archive, target in
            try Data("<html>not found</html>".utf8).write(to: URL(fileURLWithPath: archive))
            #expect { try download(into: target) } throws: { "\($0)".contains("tar cannot unpack it") }
            #expect(names(target) == [])
            try Disk.remove(archive)
            #expect { try download(into: target) } throws: { "\($0)".contains("exit status") && "\($0)".contains(download.address) }
        }
    }
}
