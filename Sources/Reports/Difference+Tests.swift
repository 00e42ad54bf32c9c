import Plots
import Statistics

extension Difference {
    /// Welch's test of a cell over the seeds of both sides and, if the cell has a tolerance, the test that the two are equivalent within it (TOST).
    /// No tests if a side has a single seed.
    static func tests(from old: [Double], to new: [Double], _ tolerance: Double?) -> [Test] {
        guard old.count > 1, new.count > 1, let welch = try? WelchTest(from: old, to: new), welch.standardError != nil else { return [] }
        return [Test(name: "Welch p", value: welch.twoSidedPValue)]
            + (tolerance.map { [Test(name: "equivalence p", value: welch.pValue(within: $0))] } ?? [])
    }

    /// The distances between the distributions that two series show, and the Kolmogorov-Smirnov test if both numbers of images are known. No tests
    /// for series that do not show distributions.
    static func tests(from old: FigureReport.Series, to new: FigureReport.Series, unit: String) -> [Test] {
        guard let before = old.shape.distribution(unit), let after = new.shape.distribution(unit), old.shape.name == new.shape.name else { return [] }
        let distance = DistributionDistance(before, after)
        let sizes = [old.images, new.images].compactMap(\.self).filter { $0 > 0 }
        return [Test(name: "Kolmogorov-Smirnov", value: distance.largest), Test(name: "Wasserstein", value: distance.area)]
            + (sizes.count == 2 ? [Test(name: "Kolmogorov-Smirnov p", value: distance.pValue(sizes[0], sizes[1]))] : [])
    }
}

extension Figure.Shape {
    /// The distribution function of steps or of a histogram; nil for any other shape.
    fileprivate func distribution(_ unit: String) -> DistributionFunction? {
        switch self {
        case .steps(let points):
            let whole = Numbers.inUnit(1, unit)
            return DistributionFunction(steps: points.map { ($0.x, $0.y / whole) })
        case .histogram(let bins): return DistributionFunction(bins: bins.map { ($0.low, $0.high, $0.height) })
        case .line, .points: return nil
        }
    }
}
