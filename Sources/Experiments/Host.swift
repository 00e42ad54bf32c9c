import COpenBLAS
import Files
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
    static let kind = "\(Provenance.Machine.current().processor) \(instructions) numerics \(Numerics.training).\(Numerics.evaluation)"

    /// The most threads that one job can use: 4 for each core, and 8 on a small machine. More would only take process numbers from others.
    public static var mostThreads: Int { max(8, 4 * ProcessInfo.processInfo.activeProcessorCount) }

    /// The threads that a job works with: at most `mostThreads`, fewer with a word on the standard error if the system refuses some.
    static func team(threads: Int) -> Team {
        let team = Team(threads: min(threads, mostThreads), instructions: instructionSet)
        if let shortage = team.shortage { StandardStreams.note("\(shortage); results do not depend on it\n") }
        return team
    }

    /// What a program prints, without white space at its ends; nil if it is missing, fails, or takes longer than 30 s.
    public static func output(_ program: String, _ arguments: [String]) -> String? {
        try? ChildProcess.output(of: program, arguments, limit: 30)
    }
}
