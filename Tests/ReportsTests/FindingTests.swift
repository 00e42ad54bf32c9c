import Reports
import Statistics
import Testing

/// An error rate of the left side that is lower on `right - left` of 200 images.
private func lower(_ name: String, _ left: Int, _ right: Int) -> PairedComparison {
    PairedComparison(
        name, .less(), "undefended", quantity: "error", unit: "percent", statistic: .share,
        samples: [errors(both: 40, left: left, right: right, of: 200)])
}
private func finding(_ id: String, restates: String? = nil, _ comparisons: PairedComparison...) -> Finding {
    Finding(id: id, title: id, restates: restates, comparisons: comparisons)
}
private func report(_ findings: Finding...) -> FindingReport { FindingReport(title: "Claims", profile: "smoke", findings: findings) }

@Suite struct FindingTests {
    private let clear = lower("clear", 0, 30), weak = lower("weak", 6, 15), open = lower("open", 8, 8), contrary = lower("contrary", 30, 2)

    @Test func aClaimIsAsStrongAsItsWeakestComparison() throws {
        let p = try [clear, weak, open, contrary].map { try #require($0.p) }
        #expect(p[0] < 0.001 && p[1] > 0.025 && p[1] < 0.05 && p[2] > 0.4 && p[3] > 0.9, "\(p)")
        #expect(finding("a", clear, weak).p == p[1])
        #expect(report(finding("a", clear, weak)).verdicts == [.holds])
        #expect(report(finding("a", clear, open)).verdicts == [.undecided])
        #expect(report(finding("a", clear, open, contrary)).verdicts == [.fails])
    }

    /// A p of .03 is not significant among three claims: Holm's factor for it is 2 after the clear one.
    @Test func severalClaimsAreHeldToMore() throws {
        let alone = report(finding("weak", weak)), among = report(finding("clear", clear), finding("weak", weak), finding("open", open))
        #expect(alone.verdicts == [.holds] && among.verdicts == [.holds, .undecided, .undecided])
        let p = try #require(weak.p)
        #expect(among.adjusted[1] == 2 * p && among.family == 3)
    }

    @Test func aClaimThatRestatesAnotherDoesNotEnlargeTheFamily() throws {
        let with = report(finding("clear", clear), finding("weak", weak), finding("again", restates: "clear", weak))
        let p = try #require(weak.p)
        #expect(with.family == 2 && with.adjusted[1] == p)
        // In place of the clear claim there is another weak one: the family is weak and weak.
        #expect(with.adjusted[2] == 2 * p)
        #expect(with.count { $0 == .holds } == 2 && with.summary.contains("2 of 2 claims hold") && with.summary.contains("1 more restates"))
    }

    @Test func oneOfAKindIsSingular() {
        #expect(report(finding("a", clear)).summary.hasPrefix("Claims: 1 of 1 claim holds, 0 do not, 0 undecided"))
        #expect(report(finding("a", open)).summary.hasPrefix("Claims: 0 of 1 claim holds, 0 do not, 1 undecided"))
        #expect(report(finding("a", contrary), finding("b", open)).summary.hasPrefix("Claims: 0 of 2 claims hold, 1 does not, 1 undecided"))
        let three = report(finding("a", contrary), finding("b", contrary), finding("c", clear))
        #expect(three.summary.hasPrefix("Claims: 1 of 3 claims holds, 2 do not, 0 undecided"))
    }

    @Test func aClaimThatCannotBeTestedLeavesTheFamily() {
        let absent = PairedComparison("a", .less(), "b", quantity: "q", statistic: .mean, samples: [])
        let all = report(
            finding("weak", weak), finding("absent", clear, absent), finding("refuted", contrary, absent),
            Finding(id: "declared", title: "", comparisons: [clear], notTestable: "the search measures itself"), finding("empty"))
        #expect(all.family == 1)
        #expect(
            all.verdicts == [
                .holds, .notTestable("not run"), .fails, .notTestable("the search measures itself"), .notTestable("no comparison"),
            ])
        #expect(all.adjusted[1] == nil && all.count { !$0.isTestable } == 3)
    }

    @Test func theReachOfAVerdictIsNetsOrAMethod() {
        func median(_ seeds: Int) -> PairedComparison {
            PairedComparison(
                "a", .greater(), "b", quantity: "q", statistic: .median, samples: (0..<seeds).map { shifted(seed: $0, by: 0.1 + 0.001 * Double($0)) })
        }
        #expect(finding("a", median(1)).scope == "for these nets")
        #expect(finding("a", median(2)).scope == "for the method, 2 seeds")
        #expect(finding("a", median(3), median(1)).scope == "for these nets")
        #expect(finding("a").scope == "")
    }

    /// One, two and three seeds of the same claims; every number in these files can be computed by hand from the samples.
    @Test(arguments: [1, 2, 3]) func writings(seeds: Int) throws {
        func samples(_ sample: (Int) -> PairedComparison.Sample) -> [PairedComparison.Sample] { (0..<seeds).map(sample) }
        let distances = ["l1 TV", "l2 TV .01"].enumerated().map { place, name in
            PairedComparison(
                name, .greater(), "undefended", quantity: "median l2 distance", statistic: .median,
                samples: samples { shifted(seed: $0, by: 0.05 + 0.01 * Double(place) + 0.001 * Double($0)) })
        }
        let error = PairedComparison(
            "l1 TV", .less(), "undefended", quantity: "error at l2 0.1", unit: "percent", statistic: .share,
            samples: samples { errors(seed: $0, both: 150, left: 50 + 95 * $0, right: 105, of: 500) })
        let clean = PairedComparison(
            "l1 TV", .within(5), "undefended", quantity: "error", unit: "percent", statistic: .share,
            samples: samples { errors(seed: $0, both: 390, left: 130 - $0, right: 76, of: 2000) })
        let largest = PairedComparison(
            "l2 TV .01 + Lipschitz .1", .less(), "l2 TV .01", quantity: "max loss gradient", statistic: .maximum,
            samples: samples { seed in
                let values = (1...1000).map { Double($0) / 1000 }
                return PairedComparison.Sample(seed: seed, left: values, right: values.map { $0 + 1 + 0.01 * Double(seed) })
            })
        let failed = PairedComparison(
            "l1 TV", .greater(), "undefended", quantity: "median linf distance", statistic: .median,
            samples: samples { seed in
                PairedComparison.Sample(
                    seed: seed, left: [Double](repeating: .infinity, count: 20), right: (1...20).map { Double($0) / 100 }, leftBeyond: 2)
            })
        let queries = PairedComparison(
            "here", .less(factor: 1 / 3.0), "Foolbox 1.x", quantity: "queries", statistic: .mean,
            samples: samples { seed in
                PairedComparison.Sample(
                    seed: seed, left: [Double](repeating: 100 + Double(seed), count: 20), right: (1...20).map { Double(400 + $0) })
            })
        let report = FindingReport(
            title: "Claims of the paper", profile: "smoke",
            findings: [
                Finding(id: "farther", title: "Regularised models are farther from an adversarial image", source: "Table 2", comparisons: distances),
                Finding(id: "fewer", title: "Fewer errors at l2 = 0.1", source: "Table 2", restates: "farther", comparisons: [error]),
                Finding(id: "comparable", title: "The clean error stays within 5 points", comparisons: [clean]),
                Finding(id: "lipschitz", title: "The Lipschitz term lowers the largest gradient", comparisons: [largest]),
                Finding(id: "linf", title: "The same | holds in linf", comparisons: [failed]),
                Finding(id: "third", title: "A third of the queries at most", comparisons: [queries]),
                Finding(id: "calls", title: "More calls", source: "Table 2", comparisons: [], notTestable: "the search measures itself"),
            ])
        try Snapshot.expect(report.markdown, "findings-\(seeds).md")
        try Snapshot.expect(report.csv, "findings-\(seeds).csv")
        try Snapshot.expect(report.plain, "findings-\(seeds).txt")
        #expect(report.artefacts(named: "claims").map(\.name) == ["claims.csv", "claims.md"])
    }
}
