import Records
import Statistics

// The claims in three formats: Markdown for reading, CSV at full precision, plain text for a terminal.

extension FindingReport {
    /// Each claim with its verdict and a table of its comparisons, one line for each net and one for the method.
    public var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
        var lines = ["**\(title)**", "", summary + ".", ""]
        for (index, finding) in findings.enumerated() {
            lines += ["**\(index + 1). \(finding.title)**" + (finding.source.isEmpty ? "" : " (\(finding.source))"), "", sentence(index) + ".", ""]
            if finding.comparisons.isEmpty { continue }
            lines.append(line(["", "", "left", "right", "difference", "95 % interval", "p", "McNemar's p", "n"]))
            lines.append("|---|---|---:|---:|---:|---|---:|---:|---:|")
            for comparison in finding.comparisons { lines += comparison.lines.map { line([comparison.statement] + $0.cells) } }
            lines.append("")
        }
        return (lines + [method, ""]).joined(separator: "\n")
    }

    /// One line for each net of each comparison, and one for the method (seed "all") if there are several seeds.
    public var csv: String {
        let header = [
            "profile", "claim", "title", "source", "restates", "verdict", "reason", "scope", "claim p", "adjusted p", "quantity", "unit",
            "statistic", "left", "relation", "right", "seed", "seeds", "images", "left value", "right value", "left maximum", "right maximum",
            "difference", "low", "high", "p", "mcnemar p",
        ]
        return CSVTable(header: header, rows: findings.indices.flatMap { index in rows(index).map { $0 + blank($0, header) } }).text
    }

    private func blank(_ row: [String], _ header: [String]) -> [String] { [String](repeating: "", count: header.count - row.count) }

    private func rows(_ index: Int) -> [[String]] {
        let finding = findings[index], verdict = verdicts[index]
        let claim = [
            profile, finding.id, finding.title, finding.source, finding.restates ?? "", verdict.name, verdict.reason, finding.scope,
            Numbers.exact(finding.p), Numbers.exact(adjusted[index]),
        ]
        if finding.comparisons.isEmpty { return [claim] }
        return finding.comparisons.flatMap { comparison in
            let statement = [
                comparison.quantity, comparison.unit, comparison.judgedStatistic.rawValue, comparison.left, comparison.relation.sign,
                comparison.right,
            ]
            let seeds = comparison.nets.isEmpty ? "" : "\(comparison.nets.count)"
            return comparison.lines.map { line in claim + statement + [line.seed, seeds] + line.exact }
        }
    }

    /// The claims for a terminal: the verdict first, then the comparisons, one short line each.
    public var plain: String {
        let widest = "does not hold".count + 2
        let lines = findings.indices.flatMap { index in
            let finding = findings[index], indent = String(repeating: " ", count: widest + 4), verdict = verdicts[index]
            let p = adjusted[index].map { ", p \(Numbers.shown($0, unit: ""))" } ?? ""
            let scope = finding.scope.isEmpty || !verdict.reason.isEmpty ? "" : " (\(finding.scope)\(p))"
            let reason = verdict.reason.isEmpty ? "" : ": \(verdict.reason)"
            let restates = finding.restates.map { ", restates \($0)" } ?? ""
            return ["  " + padded(verdict.name, to: widest) + finding.title + restates + scope + reason]
                + finding.comparisons.map { indent + $0.short }
        }
        return ([summary] + lines + [""]).joined(separator: "\n")
    }

    /// Only the verdicts, one line for each claim.
    public var list: String {
        let lines = zip(findings, verdicts).map { finding, verdict in
            let reason = verdict.reason.isEmpty ? "" : ": \(verdict.reason)", source = finding.source.isEmpty ? "" : " (\(finding.source))"
            return "- \(finding.title)\(source): **\(verdict.name)**\(reason)\(judgedOn(finding))"
        }
        return ([summary + ".", ""] + lines + [""]).joined(separator: "\n")
    }

    /// A note for a maximum, which cannot be bootstrapped and is judged on another statistic.
    private func judgedOn(_ finding: Finding) -> String {
        finding.comparisons.contains { $0.judgedStatistic != $0.statistic } ? " (judged on the 99 % quantile)" : ""
    }

    /// A reference to the claim with an id, by its number in the report.
    private func number(of id: String) -> String { findings.firstIndex { $0.id == id }.map { "claim \($0 + 1)" } ?? id }

    /// All files of the claims: CSV and Markdown.
    public func artefacts(named name: String) -> [Artefact] { [Artefact("\(name).csv", csv), Artefact("\(name).md", markdown)] }

    /// The verdict on one claim, with its p-value and its scope.
    private func sentence(_ index: Int) -> String {
        let finding = findings[index], verdict = verdicts[index]
        var text = "**\(verdict.name.prefix(1).uppercased() + verdict.name.dropFirst())**"
        if !verdict.reason.isEmpty { return text + ": " + verdict.reason + (finding.restates.map { ". Restates \(number(of: $0))" } ?? "") }
        if !finding.scope.isEmpty { text += " \(finding.scope)" }
        if let p = finding.p, let adjusted = adjusted[index] {
            let largest = finding.comparisons.count == 1 ? "p" : "the largest p of \(finding.comparisons.count)"
            text += ": \(largest) is \(Numbers.shown(p, unit: "")), corrected \(Numbers.shown(adjusted, unit: ""))"
        }
        return text + (finding.restates.map { ". Restates \(number(of: $0)) and is corrected in its place" } ?? "")
    }

    /// A description of the tests.
    private var method: String {
        let several = findings.contains { $0.comparisons.contains { $0.nets.count > 1 } }
        let ofNets = "by the paired percentile bootstrap, \(Bootstrap.resamples) resamples of the same images on both sides"
        let ofSeeds = several ? "; over seeds, by Student's t on the differences of the seeds" : ""
        let isAgainstNumber = findings.contains { $0.comparisons.contains { $0.isAgainstNumber && $0.statistic == .share } }
        let exact = isAgainstNumber ? "A share against a number is judged by the exact binomial distribution. " : ""
        return "A difference is left minus right (or minus the stated multiple of right). Intervals and p-values are \(ofNets)\(ofSeeds). "
            + exact
            + "A p-value is one-sided; of \"within\" it is the larger of two. A claim's p-value is the largest of its comparisons', corrected by "
            + "Holm's method over the \(family) claims that can be tested; below \(Verdict.level) the claim holds. "
            + "It does not hold if an interval is entirely on the other side."
    }
}

private func padded(_ text: String, to width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

extension PairedComparison.Relation {
    /// The relation in signs: "<", "> 2 ×".
    var sign: String {
        switch self {
        case .less(let factor): factor == 1 ? "<" : "< \(Numbers.shown(factor, unit: "")) ×"
        case .greater(let factor): factor == 1 ? ">" : "> \(Numbers.shown(factor, unit: "")) ×"
        case .within(let margin): "within \(Numbers.shown(margin, unit: "")) of"
        }
    }
}

extension PairedComparison {
    /// One printed line: for a net, or for all of them.
    struct Line {
        /// The seed as the CSV names it.
        let seed: String
        /// Seeds, left, right, difference, interval, p, McNemar's p and n, for reading; the same without the seeds at full precision, n first.
        let cells: [String], exact: [String]
    }

    /// The statement in words: "error [%]: l1 TV < undefended".
    var statement: String {
        let tested = statistic == .maximum ? ", judged on the 99 % quantile" : "", sign = unit.isEmpty ? "" : " [\(Numbers.sign(unit))]"
        return "\(quantity)\(sign)\(tested): \(left) \(relation.sign) \(right)"
    }

    /// One line for each net, and one for the method if there are several.
    var lines: [Line] {
        if let refusal {
            let blank = [String](repeating: "", count: 10)
            return [Line(seed: "", cells: ["not testable: \(refusal)"] + blank.prefix(7), exact: blank)]
        }
        return (nets.count > 1 ? difference.map { [method($0)] } ?? [] : []) + nets.map(line)
    }

    private func line(_ net: Net) -> Line {
        func side(_ value: Double, _ beyond: Double?, _ largest: Double?) -> String {
            let number = Numbers.shown(value, unit: unit, images: net.images, beyond: beyond)
            guard let largest else { return number }
            return "\(number) (maximum \(Numbers.shown(largest, unit: unit, images: net.images, beyond: beyond)))"
        }
        let sides = [side(net.left, net.leftBeyond, net.maxima?.left), side(net.right, net.rightBeyond, net.maxima?.right)]
        let mcNemar = net.mcNemar.map { Numbers.shown($0, unit: "") } ?? ""
        let numbers: [Double?] = [net.left, net.right, net.maxima?.left, net.maxima?.right] + exact(net.difference) + [net.mcNemar]
        return Line(
            seed: "\(net.seed)", cells: ["seed \(net.seed)"] + sides + shown(net.difference, net.images) + [mcNemar, "\(net.images)"],
            exact: ["\(net.images)"] + numbers.map(Numbers.exact))
    }

    /// Mean and standard deviation of either side over the seeds, and Student's test of their difference.
    private func method(_ difference: Estimated) -> Line {
        let images = Set(nets.map(\.images)), count = images.count == 1 ? images.first : nil, n = count.map(String.init) ?? ""
        let left = seeds(\.left, \.leftBeyond), right = seeds(\.right, \.rightBeyond)
        let sides = [left, right].map { Numbers.shown($0, unit: unit, images: count) }
        let numbers: [Double?] = [left.value, right.value, nil, nil] + exact(difference) + [nil]
        return Line(
            seed: "all", cells: ["\(nets.count) seeds"] + sides + shown(difference, count) + ["", n], exact: [n] + numbers.map(Numbers.exact))
    }

    private func seeds(_ side: (Net) -> Double, _ beyond: (Net) -> Double?) -> Estimate {
        // Cannot fail: there are several nets.
        (try? Estimate(seeds: nets.map { Estimate(side($0), beyond: beyond($0)) })) ?? Estimate(.nan)
    }

    private func shown(_ difference: Estimated, _ images: Int?) -> [String] {
        [
            difference.effect.map { Numbers.signed($0, unit: unit, images: images) } ?? "undecidable",
            Numbers.interval(difference.interval, unit: unit, images: images), Numbers.shown(difference.p, unit: ""),
        ]
    }

    private func exact(_ difference: Estimated) -> [Double?] {
        [difference.effect, difference.interval.lowerBound, difference.interval.upperBound, difference.p]
    }

    /// In one line: `median l2 distance: l1 TV 0.121 > undefended 0.169: -0.048 [-0.061, -0.032], n = 500`.
    var short: String {
        guard refusal == nil, let difference, let line = lines.first else { return "\(statement): \(refusal ?? "")" }
        let sign = unit.isEmpty ? "" : " \(Numbers.sign(unit))", shown = shown(difference, nets.map(\.images).min())
        let count = line.cells[7].isEmpty ? "" : ", n = \(line.cells[7])", seeds = nets.count > 1 ? ", \(nets.count) seeds" : ""
        let tested = statistic == .maximum ? " (99 % quantile)" : ""
        let other = isAgainstNumber ? line.cells[2] : "\(right) \(line.cells[2])"
        return "\(quantity)\(tested): \(left) \(line.cells[1]) \(relation.sign) \(other)\(sign): \(shown[0]) \(shown[1])\(count)\(seeds)"
    }
}
