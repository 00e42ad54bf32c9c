public import CKernels
import Foundation

/// The geometry of images with a border of one zero pixel: [images, H + 2, W + 2, C].
public struct Padded: Sendable, Equatable {
    /// The extents of an image without its border.
    public let height: Int, width: Int, channels: Int
    /// A geometry with these extents.
    public init(height: Int, width: Int, channels: Int) { (self.height, self.width, self.channels) = (height, width, channels) }

    /// Floats of one image.
    public var count: Int { (height + 2) * (width + 2) * channels }
    /// The interior of consecutive images from `start`.
    public func view(_ start: UnsafeMutablePointer<Float>) -> View {
        let row = (width + 2) * channels
        return View(data: start + row + channels, image: count, row: row, pixel: channels)
    }
}

/// Images without a border: [images, H, W, C].
public func plainView(_ start: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int) -> View {
    View(data: start, image: height * width * channels, row: width * channels, pixel: channels)
}

/// One thread's working memory: padded images in a few slots, and buffers for the Winograd kernels.
public final class Scratch: @unchecked Sendable {
    private var slots: [(storage: Storage, geometry: Padded, images: Int)?]
    /// The transformed inputs of the Winograd kernels.
    public let transformed: Storage
    /// The products of one tile of outputs of the Winograd kernels.
    public let products: Storage

    /// `channels`: the largest number of channels of any convolution.
    public init(slots: Int, channels: Int) {
        self.slots = Array(repeating: nil, count: slots)
        transformed = Storage(winograd_scratch_v(Int32(channels)))
        products = Storage(winograd_scratch_m(32))
    }

    /// Padded images whose borders are zero; only their interiors may be written.
    public func padded(_ slot: Int, _ geometry: Padded, images: Int = 1) -> View {
        let needed = geometry.count * images
        if let held = slots[slot], held.geometry == geometry, held.images >= images { return geometry.view(held.storage.floats) }
        let storage = slots[slot].flatMap { $0.storage.count >= needed ? $0.storage : nil } ?? Storage(needed)
        memset(storage.floats, 0, needed * 4)
        slots[slot] = (storage, geometry, images)
        return geometry.view(storage.floats)
    }
}
