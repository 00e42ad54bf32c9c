import Foundation
import Records

/// A store in a temporary folder, removed at the end.
final class Scratch {
    let store = Store(NSTemporaryDirectory() + "records-\(UUID().uuidString)/store")
    deinit { try? FileManager.default.removeItem(atPath: URL(filePath: store.folder).deletingLastPathComponent().path) }
}

/// The `RecordsError` that `body` throws.
func failure(_ body: () throws -> Void) -> RecordsError? {
    do { try body() } catch { return error as? RecordsError }
    return nil
}

/// A row for each index, with distinct values.
func rows(_ range: Range<Int>) -> Rows {
    Rows(columns: ["distance", "calls"], Dictionary(uniqueKeysWithValues: range.map { ($0, [Double($0) / 7, Double($0 * 3)]) }))
}
