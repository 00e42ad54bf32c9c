import Benchmarks
import Files
import Foundation
public import Records
import Tensors

/// Seconds per image of the exercises that jobs consist of, measured on this machine when first needed and kept in the store.
public final class Calibration {
    private let folder: String, file: String, report: (String) -> Void
    private var known: [String: Double]
    private let machine = Host.kind
    /// False if only earlier measurements are used.
    private let measures: Bool

    /// `report` receives a line before each measurement; with `measures` false nothing is measured.
    public init(_ store: Store, measures: Bool = true, report: @escaping (String) -> Void = { _ in }) {
        self.measures = measures
        (folder, self.report) = (store.folder, report)
        file = "\(store.folder)/calibration.json"
        known = (try? JSONDecoder().decode([String: Double].self, from: Disk.read(file))) ?? [:]
    }

    /// Seconds per image on `threads` threads of this machine or, if it has fewer cores, predicted from one thread with the work divided among that
    /// many; nil if unknown.
    func seconds(_ exercise: Exercise, threads: Int) throws -> Double? {
        let isPredicted = threads > ProcessInfo.processInfo.activeProcessorCount
        let name = try "\(machine), \(threads) threads\(isPredicted ? " predicted" : ""): \(exercise.name)"
        if let seconds = known[name] { return seconds }
        if !measures { return nil }
        report("measuring \(try exercise.name.prefix(100))... on \(threads) threads\(isPredicted ? ", predicted from one" : "")")
        let phases = Phases()
        let team = Team(
            threads: isPredicted ? 1 : threads, shares: threads, instructions: Host.instructionSet, observe: { phases.add(items: $0, seconds: $1) })
        let (profiles, images) = try exercise.profiles(on: team, phases)
        // Nil if training diverged before its second step.
        guard let best = profiles.map({ isPredicted ? $0.seconds(threads: threads) : $0.seconds }).min() else { return nil }
        known[name] = best / Double(images)
        // Keep it for the next plan; a store that cannot be written to is not an error here.
        try? Disk.createFolder(folder)
        try? Disk.write(try JSONEncoder().encode(known), to: file)
        return best / Double(images)
    }
}
