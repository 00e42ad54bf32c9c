import COpenBLAS
import Files
import Foundation
import Records
import Tensors

/// The machine, as provenance and `repro doctor` name it.
public enum Host {
    /// OpenBLAS's version and build.
    public static var openBLASVersion: String { String(cString: openblas_get_config()).trimmingCharacters(in: .whitespaces) }

    /// The processor type that OpenBLAS detected.
    public static var openBLASCore: String { String(cString: openblas_get_corename()) }

    /// The kernels in use: the widest of this processor or, for tests, those named by REPRO_KERNELS.
    static var instructionSet: InstructionSet { wanted.flatMap { InstructionSet(named: $0) } ?? .widest }
    private static var wanted: String? { ProcessInfo.processInfo.environment["REPRO_KERNELS"] }

    /// Throws `Refused` if REPRO_KERNELS names kernels that do not exist or that this processor lacks.
    public static func checkKernels() throws {
        if let wanted, InstructionSet(named: wanted) == nil {
            let known = InstructionSet.names.filter { InstructionSet(named: $0) != nil }
            throw Refused("REPRO_KERNELS=\(wanted): expected one of this processor's kernels: \(known.joined(separator: ", "))")
        }
    }

    /// The name of those kernels: avx512, avx2, fma or portable.
    public static var instructions: String { instructionSet.name }

    /// The versions of the numerics, which determine the bits of trainings and of evaluations.
    public static var numerics: String { "numerics \(Numerics.training) (training) and \(Numerics.evaluation) (evaluation)" }

    /// Everything besides the work that speed depends on: processor, kernels, versions of the numerics.
    static let kind = "\(Provenance.Machine.current().processor) \(instructions) numerics \(Numerics.training).\(Numerics.evaluation)"

    /// The most threads that one job can use: 4 per core, at least 8. More would only take process numbers from others.
    public static var mostThreads: Int { max(8, 4 * ProcessInfo.processInfo.activeProcessorCount) }

    /// The machine's memory in bytes.
    public static var memory: UInt64 { ProcessInfo.processInfo.physicalMemory }

    /// The threads of a job: at most `mostThreads`. If the system refuses some, a note on the standard error says so.
    static func team(threads: Int) -> Team {
        let team = Team(threads: min(threads, mostThreads), instructions: instructionSet)
        if let shortage = team.shortage { StandardStreams.note("\(shortage); results are unaffected\n") }
        return team
    }

    /// The output of a program, trimmed; nil if the program is missing, fails, or takes longer than 30 s.
    public static func output(_ program: String, _ arguments: [String]) -> String? {
        try? ChildProcess.output(of: program, arguments, limit: 30)
    }
}
