import Files
import Foundation

/// The format version of a folder: the number in its file `format`, 1 if there is none. A program reads every version up to its own and rejects
/// newer ones, which it could misread.
public enum FolderFormat {
    /// The newest version of a run store that this program reads and writes.
    public static let store = 1
    /// The newest version of a profile's results that this program reads and writes.
    public static let results = 1

    private static let file = "format"

    /// Throws `RecordsError` for a folder of a version above `newest`, and for a `format` that is not a version.
    public static func check(_ folder: String, upTo newest: Int) throws {
        let path = "\(folder)/\(file)"
        guard Disk.exists(path) else { return }
        let text = String(decoding: try Disk.read(path).prefix(80), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let version = Int(text), version >= 1 else { throw RecordsError(path, "expected a version such as \(newest), found \(text)") }
        if version > newest {
            let known = newest == 1 ? "version 1" : "versions 1 to \(newest)"
            throw RecordsError(
                path, "\(folder) is of version \(version), and this program knows \(known): use a newer program, or name another folder")
        }
    }

    /// Writes a folder's version, unless its file already says so. Throws `FileError`.
    public static func write(_ version: Int, into folder: String) throws {
        let path = "\(folder)/\(file)", text = Data("\(version)\n".utf8)
        if (try? Disk.read(path)) != text { try Disk.write(text, to: path) }
    }
}
