import Reports

/// Nothing exceeds a maximum: no bin of a histogram, and no share of images above a threshold.
struct BeyondMaximum: ErrataRule {
    var name: String { "values beyond the maximum" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.numbers.filter { $0.fact == .maximum }.flatMap { maximum in histograms(paper, maximum) + rejected(paper, maximum) }
    }

    private func histograms(_ paper: PrintedPaper, _ maximum: PrintedNumber) -> [Erratum] {
        paper.histograms.compactMap { histogram in
            let beyond = histogram.share(above: maximum.range.upperBound).lowerBound
            guard histogram.distribution == maximum.distribution, beyond > 0 else { return nil }
            return Erratum(
                maximum.place, maximum.text, histogram.place, "at least \(percent(beyond)) above it", "no value exceeds the maximum")
        }
    }

    private func rejected(_ paper: PrintedPaper, _ maximum: PrintedNumber) -> [Erratum] {
        let shares = paper.numbers.filter { $0.distribution == maximum.distribution && $0.range.lowerBound > 0 }
        return unique(shares.compactMap(\.detector)).flatMap { detector -> [Erratum] in
            // The rows of all attacks have the same share, so that one line is enough.
            guard let share = shares.first(where: { $0.detector == detector }) else { return [] }
            return paper.thresholds(of: share).filter { $0.range.lowerBound >= maximum.range.upperBound }.prefix(1).map { threshold in
                Erratum(
                    maximum, share, "this share exceeds the threshold of \(threshold.text) (\(threshold.place)), which is larger than the maximum")
            }
        }
    }
}

extension PrintedNumber {
    /// The detector of a share of rejected images; nil for any other number.
    var detector: String? { if case .rejected(let detector) = fact { detector } else { nil } }
}

extension PrintedPaper {
    /// The printed thresholds behind a share of rejected images.
    func thresholds(of share: PrintedNumber) -> [PrintedNumber] {
        guard let detector = share.detector else { return [] }
        return numbers.filter { threshold in
            let (one, other) = (threshold.distribution, share.distribution)
            return threshold.fact == .threshold(detector: detector)
                && (one.data, one.model, one.quantity) == (other.data, other.model, other.quantity)
        }
    }
}
