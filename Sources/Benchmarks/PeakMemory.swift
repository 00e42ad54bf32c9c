import Foundation

/// The peak memory of a process, as Linux counts it; nil where unknown.
public enum PeakMemory {
    /// Resets this process's peak. Returns false if the system refuses.
    public static func reset() -> Bool {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        defer { try? file.close() }
        return (try? file.write(contentsOf: Data("5".utf8))) != nil
    }

    /// The peak in MiB of this process or of another running one.
    public static func mebibytes(of process: Int32? = nil) -> Double? {
        let status = try? String(contentsOfFile: "/proc/\(process.map(String.init) ?? "self")/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Double($0.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "") }.map { $0 / 1024 }
    }
}
