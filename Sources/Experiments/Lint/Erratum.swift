/// Two statements of a paper that cannot both be right, or that seem to agree and do not.
public struct Erratum: Sendable, Equatable, Codable {
    /// The name of the rule that found it.
    public var rule = ""
    /// The place of the first number, and what is printed there.
    public let place: String, printed: String
    /// The place of the second one, and what is printed there.
    public let otherPlace: String, otherPrinted: String
    /// The reason why both cannot hold, in one sentence.
    public let why: String

    init(_ place: String, _ printed: String, _ otherPlace: String, _ otherPrinted: String, _ why: String) {
        (self.place, self.printed, self.otherPlace, self.otherPrinted, self.why) = (place, printed, otherPlace, otherPrinted, why)
    }
    init(_ number: PrintedNumber, _ other: PrintedNumber, _ why: String) { self.init(number.place, number.text, other.place, other.text, why) }
}

/// A way in which published numbers can contradict one another. It knows quantities, norms and radii, and no table, model or paper by name.
public protocol ErrataRule: Sendable {
    /// The rule in a few words.
    var name: String { get }
    /// The contradictions that it finds, in the order of the numbers; `rule` is left empty.
    func callAsFunction(_ paper: PrintedPaper) -> [Erratum]
}

/// Every rule, in the order of the report.
public let errataRules: [any ErrataRule] = [
    MedianAgainstShare(), MeanAboveMaximum(), ShareFallsWithRadius(), PrintedTwice(), CurveAgainstNumber(), CurvesOfOneDistribution(),
    AttackStopsFinding(), RatioOfOthers(), HistogramAgainstMean(), BeyondMaximum(), RejectedAgainstHistogram(), NotInverse(), RobustWhereMostFail(),
    TextAgainstHeader(), DigitsOfExactResults(),
]

extension PrintedPaper {
    /// The findings of all rules.
    public var errata: [Erratum] {
        errataRules.flatMap { rule in
            rule(self).map { found in
                var erratum = found
                erratum.rule = rule.name
                return erratum
            }
        }
    }
}

/// Every unordered pair of a list's elements, in its order.
func pairs<Element>(_ list: [Element]) -> [(Element, Element)] {
    list.indices.flatMap { i in list[(i + 1)...].map { (list[i], $0) } }
}
