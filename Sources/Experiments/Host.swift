import COpenBLAS
import Foundation

/// The machine and the program, as provenance and `repro doctor` name them.
public enum Host {
    /// OpenBLAS's version, build and chosen core.
    public static var openBLAS: String {
        let configuration = String(cString: openblas_get_config()).trimmingCharacters(in: .whitespaces)
        return "\(configuration), core \(String(cString: openblas_get_corename()))"
    }

    /// The processor's name.
    public static var processor: String { fact("model name") ?? "unknown" }

    /// The widest vector instructions of the processor that the kernels know.
    public static var instructions: String {
        let flags = Set((fact("flags") ?? "").split(separator: " "))
        if flags.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl"]) { return "AVX-512" }
        if flags.isSuperset(of: ["avx2", "fma"]) { return "AVX2" }
        return flags.contains("fma") ? "4 lanes with FMA" : "4 lanes"
    }

    /// The compiler that built this program.
    public static var compiler: String {
        #if compiler(>=6.4)
            "Swift 6.4 or newer"
        #elseif compiler(>=6.3)
            "Swift 6.3"
        #else
            "Swift 6.2"
        #endif
    }

    /// The commit of the folder this runs in, `dirty` where files differ from it; `unknown` outside a git working copy.
    public static var commit: String {
        guard let commit = output("git", ["rev-parse", "HEAD"]) else { return "unknown" }
        return commit + (output("git", ["status", "--porcelain", "--untracked-files=no"]).map { $0.isEmpty ? "" : " dirty" } ?? "")
    }

    /// What a program prints, without white space at its ends; nil if it is missing or fails.
    public static func output(_ program: String, _ arguments: [String]) -> String? {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }

    private static func fact(_ name: String) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }
}
