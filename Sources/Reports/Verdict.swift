/// The verdict of our numbers on a statement.
public enum Verdict: Sendable, Hashable {
    /// The statement is significant.
    case holds
    /// Its opposite is significant.
    case fails
    /// Neither is significant.
    case undecided
    /// Our numbers cannot test it, for this reason.
    case notTestable(String)

    /// The significance level of p-values.
    public static let level = 0.05

    /// The verdict in words, without a reason.
    public var name: String {
        switch self {
        case .holds: "holds"
        case .fails: "does not hold"
        case .undecided: "undecided"
        case .notTestable: "not testable"
        }
    }

    /// The reason why it is not testable; empty for every other verdict.
    public var reason: String { if case .notTestable(let reason) = self { reason } else { "" } }

    /// True if our numbers can test the statement.
    public var isTestable: Bool { if case .notTestable = self { false } else { true } }

    /// Checks significance first, then contradiction.
    /// - Parameters:
    ///   - p: the p-value of the statement; nil if it could not be computed.
    ///   - contradicted: true if an interval is entirely on the other side.
    init(p: Double?, contradicted: Bool) { self = p ?? 1 < Verdict.level ? .holds : contradicted ? .fails : .undecided }
}
