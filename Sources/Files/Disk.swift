public import Foundation

/// Files and folders. Each operation is atomic or fails with a `FileError` that names the path.
public enum Disk {
    /// The contents of the file at `path`; throws `FileError`.
    public static func read(_ path: String) throws -> Data {
        var data = Data()
        try readChunks(path) { data.append(contentsOf: $0) }
        return data
    }

    /// True if there is a file or folder at `path`.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes the folder at `path` and those above it; an existing one is fine. Throws `FileError`.
    public static func createFolder(_ path: String) throws {
        var info = stat()
        if stat(path, &info) == 0 {
            guard info.st_mode & S_IFMT == S_IFDIR else { throw FileError(path, "make the folder", code: EEXIST) }
            return
        }
        let above = parent(of: path)
        if above != path { try createFolder(above) }
        // Another process may have made it since, which is fine.
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw FileError(path, "make the folder", code: errno) }
    }

    /// The names in the folder at `path`, sorted by their bytes, without `.`, `..` and unfinished files. Throws `FileError`.
    public static func list(_ path: String) throws -> [String] {
        try allNames(path).filter { !isUnfinished($0) }
    }

    /// Removes the file at `path`; a missing one is fine. Throws `FileError`.
    public static func remove(_ path: String) throws {
        if unlink(path) != 0, errno != ENOENT { throw FileError(path, "remove", code: errno) }
    }

    /// Removes the folder at `path` with everything in it, so that no other process sees it half removed: it is first renamed to a hidden name. If
    /// the process is killed, a later call or `sweepRemoved` removes the rest. Throws `FileError`.
    public static func removeFolder(_ path: String) throws {
        let hidden = "\(parent(of: path))/\(removed)\(path.split(separator: "/").last ?? "")"
        if exists(hidden) { try removeTree(hidden) }
        if rename(path, hidden) != 0 {
            if errno == ENOENT { return }
            throw FileError(path, "remove", code: errno)
        }
        try removeTree(hidden)
    }

    /// Removes what a killed `removeFolder` left in the folder at `path`. Throws `FileError`.
    public static func sweepRemoved(_ path: String) throws {
        for name in try allNames(path) where name.hasPrefix(removed) { try removeTree("\(path)/\(name)") }
    }

    private static let removed = ".removed-"

    private static func removeTree(_ path: String) throws {
        do { try FileManager.default.removeItem(atPath: path) } catch {
            // Another process may have removed it first.
            if exists(path) { throw FileError(path, "remove", code: EIO) }
        }
    }

    static func allNames(_ path: String) throws -> [String] {
        guard let folder = opendir(path) else { throw FileError(path, "list", code: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                if errno != 0 { throw FileError(path, "list", code: errno) }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Passes the file's bytes to `body`, a megabyte at a time.
    static func readChunks(_ path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        let file = try open(path, O_RDONLY, "read")
        defer { close(file) }
        try withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { buffer in
            while true {
                let count = Foundation.read(file, buffer.baseAddress, buffer.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw FileError(path, "read", code: errno)
                }
                if count == 0 { return }
                body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    static func open(_ path: String, _ flags: Int32, _ action: String) throws -> Int32 {
        while true {
            let file = Foundation.open(path, flags | O_CLOEXEC, 0o666)
            if file >= 0 { return file }
            if errno != EINTR { throw FileError(path, action, code: errno) }
        }
    }

    static func parent(of path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}
