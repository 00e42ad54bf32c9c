import Foundation

/// Floats at a fixed place, aligned to a cache line and zero at first: what a static plan hands to the kernels.
public final class Storage: @unchecked Sendable {
    public let count: Int
    public let floats: UnsafeMutablePointer<Float>

    public init(_ count: Int) {
        self.count = count
        let bytes = (max(count, 1) * 4 + 4095) & ~4095
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
        memset(memory, 0, bytes)
        floats = memory.bindMemory(to: Float.self, capacity: bytes / 4)
    }
    public convenience init(_ values: [Float]) {
        self.init(values.count)
        floats.update(from: values, count: values.count)
    }
    deinit { UnsafeMutableRawPointer(floats).deallocate() }

    public var values: [Float] { Array(UnsafeBufferPointer(start: floats, count: count)) }
    public func set(_ values: [Float]) {
        precondition(values.count == count)
        floats.update(from: values, count: count)
    }
    public func clear() { memset(floats, 0, count * 4) }
}
