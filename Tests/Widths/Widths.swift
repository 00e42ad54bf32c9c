import Foundation
public import Tensors

/// The vector widths that the tests run at: all that this machine supports, or those no wider than the one that REPRO_KERNELS names.
///
/// A test whose outcome could depend on the width runs once for each of `tested`; every other test takes `widest`.
public enum Widths {
    /// The widest first. The portable kernels are left out where they lack fused multiply-add, which would make the whole suite crawl.
    public static let tested: [InstructionSet] = {
        let first = limit?.name ?? InstructionSet.widest.name, sets = Array(InstructionSet.fused.drop { $0.name != first })
        print("widths tested: \(sets.map(\.name).joined(separator: ", "))")
        return sets
    }()

    /// `tested` and the portable kernels, for the smallest cases.
    public static let all = InstructionSet.available.filter { set in set.name == "portable" || tested.contains { $0.name == set.name } }

    /// The widest of `tested`.
    public static let widest = tested[0]

    /// A team whose kernels are the widest of `tested`.
    public static func team(threads: Int, shares: Int? = nil, observe: (@Sendable (_ items: Int, _ seconds: Double) -> Void)? = nil) -> Team {
        Team(threads: threads, shares: shares, instructions: widest, observe: observe)
    }

    private static let limit: InstructionSet? = {
        guard let wanted = ProcessInfo.processInfo.environment["REPRO_KERNELS"] else { return nil }
        guard let set = InstructionSet.fused.first(where: { $0.name == wanted }) else {
            fatalError("REPRO_KERNELS=\(wanted): tests run with one of \(InstructionSet.fused.map(\.name).joined(separator: ", ")) on this machine")
        }
        return set
    }()
}
