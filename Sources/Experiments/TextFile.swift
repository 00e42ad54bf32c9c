import Files
import Foundation

/// The text of a hand-written file: a manifest, a profile, published numbers.
enum TextFile {
    /// The size limit in bytes: far more than anyone writes by hand, far less than the memory.
    private static let largest = 64 << 20

    /// The file's text, without a byte-order mark.
    ///
    /// Throws `Refused`, which names the file, if it does not exist, cannot be read, is too large or is not UTF-8. A pipe or device is refused at
    /// once, since reading it could block forever.
    static func read(_ file: String) throws -> String {
        var info = stat()
        if stat(file, &info) != 0 {
            let code = errno
            throw Refused(code == ENOENT ? "\(file): no such file" : "\(file): cannot be read: \(String(cString: strerror(code)))")
        }
        switch info.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Refused("\(file): a folder, expected a file")
        default: throw Refused("\(file): a pipe or a device, expected a file")
        }
        if info.st_size > largest { throw Refused("\(file): \(info.st_size) bytes, expected at most \(largest)") }
        let data: Data
        do { data = try Disk.read(file) } catch { throw Refused("\(error)") }
        guard let text = String(validating: data, as: UTF8.self) else { throw Refused("\(file): the text is not UTF-8") }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Device and inode: the same for every path of a file.
    static func identity(_ file: String) -> [UInt64] {
        var info = stat()
        return stat(file, &info) == 0 ? [UInt64(info.st_dev), UInt64(info.st_ino)] : []
    }
}
