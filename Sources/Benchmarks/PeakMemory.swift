import Foundation

/// The most memory that a process held at once, as Linux counts it; nil where it is not told.
public enum PeakMemory {
    /// Forgets this process's peak so far. False if the system will not.
    public static func reset() -> Bool {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        defer { try? file.close() }
        return (try? file.write(contentsOf: Data("5".utf8))) != nil
    }

    /// MiB, of this process or of another that still runs.
    public static func mebibytes(of process: Int32? = nil) -> Double? {
        let status = try? String(contentsOfFile: "/proc/\(process.map(String.init) ?? "self")/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Double($0.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "") }.map { $0 / 1024 }
    }
}
