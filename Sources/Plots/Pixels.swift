public import Foundation
import CPNG

/// A bitmap, read from and written to PNG files by libpng's simplified interface (no longjmp across Swift frames, no time
/// stamp: the same pixels give the same bytes with the same libpng).
public struct Pixels: Sendable, Equatable {
    /// In pixels.
    public let width: Int, height: Int
    /// [height, width, 3], red, green, blue.
    public let values: [UInt8]
    /// A picture of these values, [height, width, 3].
    public init(width: Int, height: Int, values: [UInt8]) {
        precondition(width > 0 && height > 0 && values.count == width * height * 3, "three values for each pixel")
        (self.width, self.height, self.values) = (width, height, values)
    }

    /// Reads the picture from a PNG file; throws `PNGError`.
    public init(png: Data) throws {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        let begun = png.withUnsafeBytes { png_image_begin_read_from_memory(&image, $0.baseAddress, $0.count) }
        guard begun != 0 else { throw PNGError(image) }
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        let (width, height) = (Int(image.width), Int(image.height))
        var values = [UInt8](repeating: 0, count: width * height * 3)
        guard png_image_finish_read(&image, nil, &values, 0, nil) != 0 else { throw PNGError(image) }
        self.init(width: width, height: height, values: values)
    }

    /// The picture as a PNG file; throws `PNGError`.
    public func png() throws -> Data {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        (image.width, image.height) = (png_uint_32(width), png_uint_32(height))
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        defer { png_image_free(&image) }
        var size = png_alloc_size_t(0)  // computed first, then written: compressing twice is cheaper than guessing the size
        guard png_image_write_to_memory(&image, nil, &size, 0, values, 0, nil) != 0 else { throw PNGError(image) }
        var data = Data(count: Int(size))
        let written = data.withUnsafeMutableBytes { png_image_write_to_memory(&image, $0.baseAddress, &size, 0, values, 0, nil) }
        guard written != 0 else { throw PNGError(image) }
        return data.prefix(Int(size))
    }
}

/// A failure that libpng reports.
public struct PNGError: Error, CustomStringConvertible {
    /// Begins with "PNG: ".
    public let description: String
    init(_ image: png_image) {
        description = withUnsafeBytes(of: image.message) { "PNG: " + String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
