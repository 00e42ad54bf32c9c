import Statistics

/// A claim of the paper with the comparisons that it rests on.
///
/// It is one conjunction: it holds only if every comparison does, so its p-value is the largest of theirs (intersection-union test; Berger 1982).
public struct Finding: Sendable, Equatable {
    /// The name by which another claim refers to this one.
    public let id: String
    /// The statement in words.
    public let title: String
    /// The place where the paper makes it.
    public let source: String
    /// The id of the claim that this one restates, in other words or for other numbers; nil for most.
    public let restates: String?
    /// The comparisons that it rests on.
    public let comparisons: [PairedComparison]
    /// A reason given beforehand why our numbers cannot test it; nil otherwise.
    public let exclusion: String?

    /// A claim with its comparisons; one without any cannot be tested.
    /// - Parameter notTestable: a reason why our numbers cannot test it, whatever they are.
    public init(id: String, title: String, source: String = "", restates: String? = nil, comparisons: [PairedComparison], notTestable: String? = nil)
    {
        (self.id, self.title, self.source, self.restates, self.comparisons) = (id, title, source, restates, comparisons)
        exclusion = notTestable ?? (comparisons.isEmpty ? "no comparison" : nil)
    }

    /// The largest p-value of the comparisons; nil if one of them cannot be tested.
    public var p: Double? {
        let values = comparisons.compactMap(\.p)
        return exclusion != nil || values.count < comparisons.count ? nil : values.max()
    }

    /// The smallest number of training seeds of a comparison.
    public var seeds: Int { comparisons.map(\.nets.count).min() ?? 0 }

    /// The verdict, given the p-value as corrected for the other claims.
    public func verdict(adjusted: Double?) -> Verdict {
        if let exclusion { return .notTestable(exclusion) }
        let contradicted = comparisons.contains(where: \.isContradicted)
        // One comparison that fails refutes a conjunction, even if another could not be made.
        if !contradicted, let refusal = comparisons.compactMap(\.refusal).first { return .notTestable(refusal) }
        return Verdict(p: adjusted, contradicted: contradicted)
    }

    /// The scope of the verdict: one seed judges nets, several judge a method.
    public var scope: String {
        switch seeds {
        case 0: ""
        case 1: "for these nets"
        default: "for the method, \(seeds) seeds"
        }
    }
}

/// The claims of a paper, judged together.
public struct FindingReport: Sendable, Equatable {
    /// The title of the report.
    public let title: String
    /// The profile behind the numbers.
    public let profile: String
    /// The claims, in the order in which they are printed.
    public let findings: [Finding]
    /// The p-value of each claim after Holm's correction over the claims that can be tested; nil for one that cannot.
    ///
    /// A claim that restates another takes its place in the family instead of enlarging it.
    public let adjusted: [Double?]

    /// A report on these claims under one profile; their ids differ.
    public init(title: String, profile: String, findings: [Finding]) {
        precondition(Set(findings.map(\.id)).count == findings.count, "the ids of claims differ")
        (self.title, self.profile, self.findings) = (title, profile, findings)
        let family = findings.filter { $0.restates == nil && $0.p != nil }, together = holm(family.map { $0.p! })
        let corrected = Dictionary(uniqueKeysWithValues: zip(family.map(\.id), together))
        adjusted = findings.map { finding in
            guard let p = finding.p, let original = finding.restates else { return corrected[finding.id] }
            return holm(family.filter { $0.id != original }.map { $0.p! } + [p]).last
        }
    }

    /// The number of claims that are corrected together.
    public var family: Int { findings.count { $0.restates == nil && $0.p != nil } }

    /// The verdict on each claim, after the correction.
    public var verdicts: [Verdict] { zip(findings, adjusted).map { $0.verdict(adjusted: $1) } }

    /// The number of claims whose verdict satisfies `isCounted`, without those that restate others.
    public func count(where isCounted: (Verdict) -> Bool) -> Int {
        zip(findings, verdicts).count { $0.restates == nil && isCounted($1) }
    }

    /// One line: the number of claims by verdict.
    public var summary: String {
        let claims = findings.count { $0.restates == nil }, restated = findings.count - claims
        let hold = count { $0 == .holds }, fail = count { $0 == .fails }
        let claim = claims == 1 ? "claim" : "claims", verb = claims == 1 || hold == 1 ? "holds" : "hold"
        let counts = [
            "\(hold) of \(claims) \(claim) \(verb)", "\(fail) \(fail == 1 ? "does" : "do") not",
            "\(count { $0 == .undecided }) undecided", "\(count { !$0.isTestable }) not testable",
        ]
        let more = restated == 0 ? "" : "; \(restated) more restate\(restated == 1 ? "s" : "") one of them"
        return "\(title): " + counts.joined(separator: ", ") + more + (profile.isEmpty ? "" : " (profile \(profile))")
    }
}
