import Foundation
import Synchronization

/// Floats at a fixed place, aligned to a cache line and zero at first: what a static plan hands to the kernels.
public final class Storage: @unchecked Sendable {
    public let count: Int
    public let floats: UnsafeMutablePointer<Float>

    private static let storages = Atomic(0), allFloats = Atomic(0)
    /// How many storages this process has made so far, and of how many floats in all: a step that runs again makes none.
    public static var madeSoFar: (storages: Int, floats: Int) { (storages.load(ordering: .relaxed), allFloats.load(ordering: .relaxed)) }

    public init(_ count: Int) {
        self.count = count
        Self.storages.add(1, ordering: .relaxed)
        Self.allFloats.add(count, ordering: .relaxed)
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
