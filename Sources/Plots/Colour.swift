/// A colour with its opacity.
public struct Colour: Sendable, Hashable {
    /// In sRGB.
    public var red: UInt8, green: UInt8, blue: UInt8
    /// 0 is invisible, 255 hides everything below.
    public var opacity: UInt8
    /// From 0xRRGGBB.
    public init(_ hexadecimal: UInt32, opacity: UInt8 = 255) {
        (red, green, blue) = (UInt8(hexadecimal >> 16 & 255), UInt8(hexadecimal >> 8 & 255), UInt8(hexadecimal & 255))
        self.opacity = opacity
    }
    /// The same colour with another opacity.
    public func opacity(_ opacity: UInt8) -> Colour {
        var colour = self
        colour.opacity = opacity
        return colour
    }

    /// Text and frames, small print, grid lines, and the background.
    public static let ink = Colour(0x222222), faintInk = Colour(0x666666), grid = Colour(0xE3E3E3), faintGrid = Colour(0xF2F2F2),
        paper = Colour(0xFFFFFF)
    /// Okabe and Ito's colours, which colour-blind readers can distinguish (https://jfly.uni-koeln.de/color/), without their yellow, which is too
    /// pale on white.
    public static let palette: [Colour] = [
        Colour(0x0072B2), Colour(0xD55E00), Colour(0x009E73), Colour(0xCC79A7), Colour(0xE69F00), Colour(0x56B4E9), Colour(0x444444),
    ]
    /// The colour of the series with this index; they repeat after the last.
    public static func ofSeries(_ index: Int) -> Colour { palette[index % palette.count] }

    /// In SVG's notation, without the opacity.
    var hexadecimal: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
