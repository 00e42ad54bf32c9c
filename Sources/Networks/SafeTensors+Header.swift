import Foundation

extension SafeTensors {
    /// The metadata of a file, from its header alone and unchecked; nil if the file cannot be read or has none.
    public static func metadata(ofFile path: String) -> [String: String]? {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 8), head.count == 8 else { return nil }
        let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // Far above any real header and far below memory: the file may have another format.
        guard length < 64 << 20, let text = try? file.read(upToCount: Int(length)) else { return nil }
        return (try? JSONSerialization.jsonObject(with: text) as? [String: Any])?["__metadata__"] as? [String: String]
    }
}
