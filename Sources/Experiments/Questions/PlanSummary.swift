import Declarations
import Reports

/// The open jobs of a plan, grouped by model and kind of work.
public struct PlanSummary: Sendable {
    /// Some jobs of one kind for one model.
    public struct Line: Sendable {
        /// The declared name of the work, as in `attackImages`.
        public let work: String
        /// The number of jobs.
        public internal(set) var count = 0
        /// The seconds that they take one after another; nil if a time is unknown.
        public internal(set) var seconds: Double? = 0
        /// The reasons why they would run, each once.
        public internal(set) var reasons: [String] = []
    }

    /// By model, in the order of the plan; jobs without a model are under an empty title.
    public private(set) var groups: [(model: String, lines: [Line])] = []

    /// A summary of jobs, with the seconds of each.
    public init(_ jobs: [(status: Status, seconds: Double?)]) {
        for (status, seconds) in jobs {
            let work = status.item.job.work, model = Self.model(of: work), name = type(of: work).name
            if !groups.contains(where: { $0.model == model }) { groups.append((model, [])) }
            guard let group = groups.firstIndex(where: { $0.model == model }) else { continue }
            if !groups[group].lines.contains(where: { $0.work == name }) { groups[group].lines.append(Line(work: name)) }
            guard let line = groups[group].lines.firstIndex(where: { $0.work == name }) else { continue }
            groups[group].lines[line].count += 1
            groups[group].lines[line].seconds = seconds.flatMap { one in groups[group].lines[line].seconds.map { $0 + one } }
            groups[group].lines[line].reasons = unique(groups[group].lines[line].reasons + [status.remainder.why])
        }
    }

    /// The title of the net that a work makes, or that its inputs lead to.
    private static func model(of work: any Work) -> String {
        if let net = work as? any NetWork { return "\(net.modelTitle)" }
        return work.inputs.lazy.map { model(of: $0.work) }.first { !$0.isEmpty } ?? ""
    }
}
