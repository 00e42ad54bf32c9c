import Experiments
import Foundation
import Testing

/// The contradictions among the paper's published numbers.
@Suite struct Errata {
    private func report() throws -> ErrataReport {
        ErrataReport(try PrintedPaper(folder: "\(Repository.root)/experiments/finlay2019", results: "\(Repository.root)/results"))
    }

    /// `repro lint-paper --write` brings them up to date.
    @Test func theCommittedFilesAreWhatTheRulesFind() throws {
        let report = try report()
        #expect(try Repository.text("results/finlay2019/errata.md") == report.markdown)
        #expect(try Repository.text("results/finlay2019/errata.csv") == report.csv)
    }

    /// Each contradiction that a reader found: the rule, and text from both places.
    @Test(arguments: [
        ("a printed error against a curve", "table1: l2 PGD at 100/255, l2 TV .01 + Lipschitz .1", "figure2"),
        ("a printed error against a curve", "table1: l2 PGD at 100/255, l2 TV .1 + Lipschitz .1", "figure2"),
        ("one attack stopped finding", "table1: CW at 1.5, l2 TV .01 + Lipschitz .1", "figure"),
        ("values beyond the maximum", "table2: l2 TV .01 + Lipschitz .1, max model gradient", "clean images rejected"),
        ("a median distance against the error at a radius", "table2: l2 TV .1 + Lipschitz 1, median linf distance", "error at linf 8/255"),
        ("inversely proportional, and not even in the opposite order", "l2 TV .01 + Lipschitz .1, median l2 distance", "l2 TV .1 + Lipschitz .1"),
        ("digits of an exact number", "table4: Fashion-MNIST", "laptop"),
        ("text against header", "text on Table 3", "table3: error at linf 1/255"),
        ("called robust where most images fail", "title and abstract", "8/255"),
        ("a mean against a histogram", "table2: l2 TV .01 + Lipschitz .1, mean model gradient", "figure4: clean, all"),
    ]) func theKnownOnesAreFoundByRule(rule: String, place: String, other: String) throws {
        let errata = try report().errata
        #expect(errata.contains { $0.rule == rule && $0.place.contains(place) && $0.otherPlace.contains(other) }, "\(errata.map(\.place))")
    }
}
