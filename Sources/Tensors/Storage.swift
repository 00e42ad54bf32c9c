import Foundation
import Synchronization

/// Floats at a fixed address, page-aligned and zero at first, as a static plan passes to the kernels.
public final class Storage: @unchecked Sendable {
    /// The number of floats.
    public let count: Int
    /// The address of the first float.
    public let floats: UnsafeMutablePointer<Float>

    private static let storages = Atomic(0), allFloats = Atomic(0)
    /// The number of storages that this process has made so far, and of floats in them; a repeated step makes none.
    public static var madeSoFar: (storages: Int, floats: Int) { (storages.load(ordering: .relaxed), allFloats.load(ordering: .relaxed)) }

    /// Zeros. Ends the program with a message if memory runs out.
    public init(_ count: Int) {
        self.count = count
        Self.storages.add(1, ordering: .relaxed)
        Self.allFloats.add(count, ordering: .relaxed)
        let bytes = Self.bytes(count)
        // Whole pages from the system: they arrive zeroed and are returned at once when the storage ends.
        guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED else {
            fatalError("not enough memory for another \(bytes) bytes")
        }
        floats = memory.bindMemory(to: Float.self, capacity: bytes / 4)
    }
    /// A copy of some numbers.
    public convenience init(_ values: [Float]) {
        self.init(values.count)
        floats.update(from: values, count: values.count)
    }
    deinit { munmap(floats, Self.bytes(count)) }
    /// Whole pages.
    private static func bytes(_ count: Int) -> Int { (max(count, 1) * 4 + 4095) & ~4095 }

    /// A copy of the numbers.
    public var values: [Float] { Array(UnsafeBufferPointer(start: floats, count: count)) }
    /// Copies `values`, exactly `count` of them, into the storage.
    public func set(_ values: [Float]) {
        guard values.count == count else { fatalError("\(values.count) numbers for a storage of \(count)") }
        floats.update(from: values, count: count)
    }
    /// Sets all to zero.
    public func clear() { memset(floats, 0, count * 4) }
}
