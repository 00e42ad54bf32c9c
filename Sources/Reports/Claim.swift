import Foundation
import Records

/// A statement of the paper about an order of numbers, and whether ours bear it out: it holds or does not hold only if it would at every
/// value inside both intervals, else it is undecided. A number without an interval is taken as exact.
public struct Claim: Sendable, Equatable {
    /// A number with what is known of its uncertainty.
    public struct Quantity: Sendable, Equatable {
        /// In the unit; nil if there is no number.
        public let title: String, unit: String, value: Double?, interval: ClosedRange<Double>?, images: Int?
        /// The largest radius tried: all that is known of an infinite value.
        public let beyond: Double?
        /// - Parameter value: as the code counts it: a share is a fraction, and `percent` multiplies by 100.
        public init(
            _ title: String, unit: String = "", value: Double?, interval: ClosedRange<Double>? = nil, beyond: Double? = nil, images: Int? = nil
        ) {
            (self.title, self.unit, self.images) = (title, unit, images)
            self.value = value.map { Numbers.inUnit($0, unit) }
            self.beyond = beyond.map { Numbers.inUnit($0, unit) }
            self.interval = interval.map { Numbers.inUnit($0.lowerBound, unit)...Numbers.inUnit($0.upperBound, unit) }
        }
        /// What a table says in one of its cells.
        public init(_ cell: Cell) {
            (title, unit, value, images, beyond) = ("\(cell.row), \(cell.column)", cell.unit, cell.value, cell.images, cell.beyond)
            interval = cell.low.flatMap { low in cell.high.map { low...max(low, $0) } }
        }
        /// Where the number may lie.
        var range: ClosedRange<Double>? {
            guard let value, !value.isNaN else { return nil }
            return interval ?? (value == .infinity ? beyond ?? value : value)...value
        }
        /// The number alone.
        var number: String {
            guard let value else { return "(no number)" }
            return Numbers.shown(value, unit: unit, images: images, beyond: beyond) + (unit.isEmpty ? "" : " \(Numbers.sign(unit))")
        }
        var shown: String {
            guard let value else { return "\(title): no number" }
            let number = Numbers.shown(value, unit: unit, images: images, beyond: beyond)
            let sign = unit.isEmpty ? "" : " \(Numbers.sign(unit))"
            let range =
                interval.map { " [\(Numbers.shown($0.lowerBound, unit: unit)), \(Numbers.shown($0.upperBound, unit: unit, beyond: beyond))]" } ?? ""
            return "\(title): \(number)\(range)\(sign)" + (images.map { ", n = \($0)" } ?? "")
        }
    }

    /// What is said of the left number.
    public enum Relation: Sendable, Equatable {
        /// Left is less than right; with a factor, less than that many times right.
        case less(factor: Double = 1)
        case greater(factor: Double = 1)
        /// They differ by at most this much, in the unit.
        case within(Double)
    }

    /// Undecided is an answer: the numbers do not settle it.
    public enum Verdict: String, Sendable, CaseIterable { case holds, doesNotHold = "does not hold", undecided }

    /// The statement in words, and where the paper makes it.
    public let title: String, source: String
    /// The numbers it rests on.
    public let left: Quantity, relation: Relation, right: Quantity
    /// Says that `left` stands in this relation to `right`.
    public init(_ title: String, source: String = "", _ left: Quantity, _ relation: Relation, _ right: Quantity) {
        (self.title, self.source, self.left, self.relation, self.right) = (title, source, left, relation, right)
    }

    /// What the numbers say of it.
    public var verdict: Verdict {
        guard let left = left.range, let right = right.range else { return .undecided }
        switch relation {
        case .less(let factor): return Claim.less(left, right.scaled(factor))
        case .greater(let factor): return Claim.less(right.scaled(factor), left)
        case .within(let most):
            let apart = max(left.lowerBound - right.upperBound, right.lowerBound - left.upperBound)
            let farthest = max(left.upperBound - right.lowerBound, right.upperBound - left.lowerBound)
            return farthest <= most ? .holds : apart > most ? .doesNotHold : .undecided
        }
    }

    private static func less(_ left: ClosedRange<Double>, _ right: ClosedRange<Double>) -> Verdict {
        if left.lowerBound == .infinity && right.lowerBound == .infinity { return .undecided }  // both beyond what was tried
        if left.upperBound < right.lowerBound { return .holds }
        return left.lowerBound >= right.upperBound ? .doesNotHold : .undecided
    }

    /// In one short line, what both sides share said once: `median l2 distance: l1 TV 0.121 > undefended 0.169`.
    var short: String {
        let ends = [left, right].map { $0.title.components(separatedBy: ", ") }
        for (shared, own) in [(1, 0), (0, 1)] where ends.allSatisfy({ $0.count == 2 }) && ends[0][shared] == ends[1][shared] {
            return "\(ends[0][shared]): \(ends[0][own]) \(left.number) \(sign) \(ends[1][own]) \(right.number)"
        }
        return "\(left.title) \(left.number) \(sign) \(right.title) \(right.number)"
    }

    /// The order in signs: "<", "> 2 ×".
    var sign: String {
        switch relation {
        case .less(let factor): factor == 1 ? "<" : "< \(Numbers.shown(factor, unit: "")) ×"
        case .greater(let factor): factor == 1 ? ">" : "> \(Numbers.shown(factor, unit: "")) ×"
        case .within(let most): "within \(Numbers.shown(most, unit: "")) of"
        }
    }
}

extension ClosedRange<Double> {
    fileprivate func scaled(_ factor: Double) -> ClosedRange<Double> { factor == 1 ? self : lowerBound * factor...upperBound * factor }
}

/// The paper's claims with a verdict for each.
public struct ClaimReport: Sendable, Equatable {
    /// In the order in which they are printed.
    public let title: String, profile: String, claims: [Claim]
    /// A report on these claims under one profile.
    public init(title: String, profile: String, claims: [Claim]) { (self.title, self.profile, self.claims) = (title, profile, claims) }

    /// How many claims have this verdict.
    public func count(_ verdict: Claim.Verdict) -> Int { claims.count { $0.verdict == verdict } }
    /// One line: how many claims hold.
    public var summary: String {
        "\(title): \(count(.holds)) of \(claims.count) claims hold, \(count(.doesNotHold)) do not, \(count(.undecided)) undecided (profile \(profile))"
    }

    /// A table of the claims with the numbers that each rests on.
    public var markdown: String {
        let body = claims.map { claim in
            let source = claim.source.isEmpty ? "" : " (\(claim.source))"
            let cells = [claim.title + source, claim.left.shown, claim.sign, claim.right.shown, "**\(claim.verdict.rawValue)**"]
            return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return (["**\(title)**", "", "| claim | | | | verdict |", "|---|---|---|---|---|"] + body + ["", summary + ".", ""]).joined(separator: "\n")
    }

    /// One line for each claim, at full precision.
    public var csv: String {
        CSVTable(
            header: [
                "profile", "claim", "source", "left", "left value", "left low", "left high", "left images", "relation", "right", "right value",
                "right low",
                "right high", "right images", "unit", "verdict",
            ],
            rows: claims.map { claim in
                func fields(_ quantity: Claim.Quantity) -> [String] {
                    [
                        quantity.title, Numbers.exact(quantity.value), Numbers.exact(quantity.interval?.lowerBound),
                        Numbers.exact(quantity.interval?.upperBound),
                        quantity.images.map(String.init) ?? "",
                    ]
                }
                return [profile, claim.title, claim.source] + fields(claim.left) + [claim.sign] + fields(claim.right) + [
                    claim.left.unit, claim.verdict.rawValue,
                ]
            }
        ).text
    }

    /// The claims as people read them on a terminal: a short line for each, the verdict first.
    public var plain: String {
        let widest = Claim.Verdict.allCases.map(\.rawValue.count).max() ?? 0
        let lines = claims.map { "  " + $0.verdict.rawValue.padding(toLength: widest + 2, withPad: " ", startingAt: 0) + $0.short }
        return ([summary] + lines + [""]).joined(separator: "\n")
    }

    /// Everything that is written of the claims: CSV and Markdown.
    public func artefacts(named name: String) -> [Artefact] { [Artefact("\(name).csv", csv), Artefact("\(name).md", markdown)] }
}
