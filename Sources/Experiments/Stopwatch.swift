import Datasets
import Foundation
import Records
import Tensors

/// What a job took and what it ran on: written beside its results, and read by no result.
struct Stopwatch {
    let began = ContinuousClock.now, processor = clock()

    func provenance(of job: Job, _ workspace: Workspace) throws -> Data {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let facts: [String: String] = [
            "commit": Host.commit, "compiler": Host.compiler, "openBLAS": Host.openBLAS, "processor": Host.processor,
            "data": job.work.data.checksum, "threads": "\(workspace.team.threads)",
            "wallSeconds": "\((ContinuousClock.now - began) / .seconds(1))",
            "processorSeconds": "\(Double(clock() - processor) / Double(CLOCKS_PER_SEC))", "peakMegabytes": "\(usage.ru_maxrss / 1024)",
            "numerics": "\(Numerics.version)", "date": Date.now.formatted(.iso8601),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(facts) + Data("\n".utf8)
    }
}
