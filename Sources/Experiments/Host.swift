import COpenBLAS
import Foundation
import Records
import Tensors

/// The machine, as provenance and `repro doctor` name it.
public enum Host {
    /// OpenBLAS's version and build.
    public static var openBLASVersion: String { String(cString: openblas_get_config()).trimmingCharacters(in: .whitespaces) }

    /// The kind of processor that OpenBLAS takes this one for.
    public static var openBLASCore: String { String(cString: openblas_get_corename()) }

    /// The kernels that are used: the widest that the processor has or, for tests, those that REPRO_KERNELS names.
    static var instructionSet: InstructionSet { wanted.flatMap { InstructionSet(named: $0) } ?? .widest }
    private static var wanted: String? { ProcessInfo.processInfo.environment["REPRO_KERNELS"] }

    /// Throws `Refused` if REPRO_KERNELS names kernels that there are not, or not on this processor.
    public static func checkKernels() throws {
        if let wanted, InstructionSet(named: wanted) == nil {
            let known = InstructionSet.names.filter { InstructionSet(named: $0) != nil }
            throw Refused("REPRO_KERNELS=\(wanted): this processor has \(known.joined(separator: ", "))")
        }
    }

    /// The name of those kernels: avx512, avx2, fma or portable.
    public static var instructions: String { instructionSet.name }

    /// What speed depends on beside the work: processor, kernels, version of the numerics.
    static var kind: String { "\(Provenance.Machine.current().processor) \(instructions) numerics \(Numerics.training) \(Numerics.evaluation)" }

    /// The threads that a job works with.
    static func team(threads: Int) -> Team { Team(threads: threads, instructions: instructionSet) }

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
