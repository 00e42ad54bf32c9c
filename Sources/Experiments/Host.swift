import COpenBLAS
import Foundation
import Records

/// The machine, as provenance and `repro doctor` name it.
public enum Host {
    /// OpenBLAS's version and build.
    public static var openBLASVersion: String { String(cString: openblas_get_config()).trimmingCharacters(in: .whitespaces) }

    /// The kind of processor that OpenBLAS takes this one for.
    public static var openBLASCore: String { String(cString: openblas_get_corename()) }

    /// The widest vector instructions of the processor that there are kernels for.
    public static var instructions: String {
        let has = Set(Provenance.Machine.current().extensions)
        if has.isSuperset(of: ["avx512f", "avx512vl"]) { return "AVX-512" }
        if has.isSuperset(of: ["avx2", "fma"]) { return "AVX2" }
        return has.contains("fma") || has.contains("asimd") ? "4 lanes with FMA" : "4 lanes"
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
}
