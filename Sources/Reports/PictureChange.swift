public import Plots
public import Foundation

/// A PNG file that differs between two sets of results, compared by decoded pixels: another libpng may compress the same pixels differently.
public struct PictureChange: Sendable {
    /// The file's name, relative to the profile's folder.
    public let name: String
    /// The pixels that differ; nil if the sizes do.
    public let difference: Pixels.Difference?
    /// The sizes in pixels, as in `640 x 480`.
    private let sizes: (old: String, new: String)

    /// The change from one PNG file to another; nil if their pixels are the same. Throws `PNGError` if one cannot be read.
    public init?(_ name: String, from old: Data, to new: Data) throws {
        if old == new { return nil }
        let (before, after) = (try Pixels(png: old), try Pixels(png: new))
        if before == after { return nil }
        (self.name, difference) = (name, after.difference(from: before))
        sizes = ("\(before.width) x \(before.height)", "\(after.width) x \(after.height)")
    }

    /// A PNG file of the later picture, faded, with the pixels that differ in a dark colour; nil if the sizes differ. Throws `PNGError`.
    public func png() throws -> Data? { try difference?.picture.png() }

    /// A one-line summary.
    var text: String {
        guard let difference else { return "\(name): the size went from \(sizes.old) to \(sizes.new)" }
        return "\(name): \(difference.count) of \(difference.total) pixels differ, by up to \(difference.largest) of 255"
    }
}
