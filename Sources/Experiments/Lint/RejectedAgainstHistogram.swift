/// The share of images above a detector's threshold is the histogram's tail beyond it.
struct RejectedAgainstHistogram: ErrataRule {
    var name: String { "rejected images against a histogram" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        paper.histograms.flatMap { histogram -> [Erratum] in
            let shares = paper.numbers.filter { $0.detector != nil && $0.distribution == histogram.distribution }
            return shares.prefix(1).flatMap { share in
                paper.thresholds(of: share).prefix(1).compactMap { threshold in
                    let low = histogram.share(above: threshold.range.upperBound).lowerBound
                    let tail = low...max(low, histogram.share(above: threshold.range.lowerBound).upperBound)
                    if tail.overlaps(share.range) { return nil }
                    return Erratum(
                        share.place, share.text, histogram.place, "\(words(tail, percent)) above \(threshold.text)",
                        "both count the images above the threshold of \(threshold.text) (\(threshold.place))")
                }
            }
        }
    }
}
