import Datasets
import Declarations
public import Records

/// A number for the closest pair of training images with different labels. It needs data but no model.
public struct ClosestPair: Measure {
    /// The number that is read.
    public enum Number: String, Codable, Sendable, CaseIterable {
        /// 1 / the distance: no function with a smaller Lipschitz constant, from l2 to the maximum norm, gives every image its one-hot label.
        case lipschitzConstant
        /// The l2 distance, pixels in [0, 1].
        case distance
        /// The number of pairs of equal images with different labels, which the other two leave out.
        case duplicates
    }
    /// The number: `lipschitzConstant` (1 / distance), `distance` (l2), or `duplicates` (pairs of equal images, which are left out).
    public var read = Number.lipschitzConstant
    /// The Lipschitz constant.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }

    /// The closest pairs of the cell's data, over all training images or as many as the profile gives for `closestPairs`. Throws `Lacking` for a cell
    /// without data, and `Refused` for more images than there are.
    public func needs(_ subject: Subject) throws -> [Need] {
        guard let data = subject.data else { throw Lacking(what: "data set") }
        let available = data.count(.train), images = subject.profile.images[ClosestPairs.name] ?? available
        if images > available { throw Refused("closest pairs of \(images) images: \(data.title) has only \(available) training images") }
        if images > ClosestPairs.mostImages {
            throw Refused(
                "closest pairs of \(images) images: at most \(ClosestPairs.mostImages) can be compared; the profile can give fewer, "
                    + "`images: {\(ClosestPairs.name): 2000}`")
        }
        return [Need(ClosestPairs(of: data, images: images), 0..<ClosestPairs.shown)]
    }

    /// Exact: it depends only on the data.
    public var meaning: Meaning? { .exact }
    /// The number of the first row, exact.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        guard let distance = rows[0].column("distance").first, let duplicates = rows[0].column("duplicates").first,
            let images = rows[0].column("images").first
        else { throw Lacking(what: "pair of different classes") }
        let value =
            switch read {
            case .lipschitzConstant: 1 / distance
            case .distance: distance
            case .duplicates: duplicates
            }
        return .number(value, count: Int(images))
    }
}
