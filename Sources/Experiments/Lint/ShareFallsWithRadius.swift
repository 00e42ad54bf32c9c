import Reports
import Declarations

/// The share of images that fail within a radius grows with the radius, and begins with the clean error at radius 0.
struct ShareFallsWithRadius: ErrataRule {
    var name: String { "an error that falls as the radius grows" }

    func callAsFunction(_ paper: PrintedPaper) -> [Erratum] {
        let why = "an image that fails within a radius fails within every larger one; the clean error is that at radius 0"
        let distributions = (paper.numbers.map(\.distribution) + paper.curves.map(\.distribution)).filter { $0.norm != nil && $0.among == .all }
        let numbers = unique(distributions).flatMap { distribution -> [Erratum] in
            pairs(paper.shares(of: distribution).sorted { $0.radius.value < $1.radius.value }).compactMap { near, far in
                near.radius.value < far.radius.value && near.number.range.lowerBound > far.number.range.upperBound
                    ? Erratum(near.number, far.number, why) : nil
            }
        }
        let curves = paper.curves.flatMap { curve -> [Erratum] in
            var found: [Erratum] = []
            for (radius, number) in paper.shares(of: curve.distribution) where radius.value == 0 {
                guard let low = curve.points.first(where: { $0.y + curve.error.share < number.range.lowerBound }) else { continue }
                found.append(Erratum(number.place, number.text, curve.place, "\(percent(low.y)) at \(words(low.x))", why))
            }
            let falls = zip(curve.points, curve.points.dropFirst()).first { $0.x <= $1.x && $0.y - $1.y > 2 * curve.error.share }
            if let (near, far) = falls {
                let drawn = [near, far].map { "\(percent($0.y)) at \(words($0.x))" }
                found.append(Erratum(curve.place, drawn[0], curve.place, drawn[1], why))
            }
            return found
        }
        return numbers + curves
    }
}
