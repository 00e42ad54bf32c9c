import Foundation
import Plots
import Testing

@Suite struct PixelsTests {
    private let picture = Pixels(width: 31, height: 17, values: (0..<31 * 17 * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })

    @Test func whatIsWrittenReadsBack() throws {
        #expect(try Pixels(png: try picture.png()) == picture)
    }

    @Test func theSamePictureGivesTheSameBytesAndNoTime() throws {
        let png = try picture.png()
        #expect(try picture.png() == png)
        #expect(png.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(png.range(of: Data("tIME".utf8)) == nil)
    }

    @Test func damageIsRefused() throws {
        let png = try picture.png()
        #expect(throws: PNGError.self) { try Pixels(png: png.prefix(png.count / 2)) }
        #expect(throws: PNGError.self) { try Pixels(png: Data("not a picture".utf8)) }
        #expect(throws: PNGError.self) { try Pixels(png: Data()) }
    }
}
