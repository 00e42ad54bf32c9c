public import Datasets
public import Declarations
public import Records
import Classification
import Foundation
import Plots
import Scheduling
import Tensors

/// Finds the closest pairs of training images with different labels, over all pairs: one row per pair, the closest first, and a picture of them.
public struct ClosestPairs: Work {
    /// The data set.
    @Declared public var data: any Dataset = Procedural()
    /// The number of training images, from the first, that are compared with each other, 2 to 200,000.
    public var images = 10_000
    /// The closest pairs of procedural images.
    public init() {}
    /// The closest pairs among the first training images of a set.
    public init(of data: any Dataset, images: Int) { (self.data, self.images) = (data, images) }

    /// Throws `Invalid` for a number of images out of range.
    public func validate() throws {
        if !(2...Self.mostImages ~= images) { throw Invalid("images", expected: "a whole number from 2 to \(Self.mostImages)") }
    }

    /// More images would not fit into the memory of small machines.
    static let mostImages = 200_000
    /// The number of pairs in the picture.
    static let shown = 8

    /// The data.
    public var dataset: (any Dataset)? { data }
    /// Nil: rows are pairs, of which there is practically no limit.
    public var available: Int? { nil }
    /// As in "closest pairs of CIFAR-10".
    public var label: String { "closest pairs of \(data.title)" }
    /// The columns of `ClosestPairs.columns`.
    public var columns: [String]? { Self.columns }
    /// Proportional to the number of pairs of images.
    public var effort: Effort {
        Effort(
            kind: "closest pairs of \(data.image)", unitsPerSample: max(1, images * images / 2 / Self.shown),
            exercise: .closestPairs(data.image))
    }
    /// All pairs are found together.
    public var block: Int { 1_000 }
    /// False: all pairs are found together.
    public var isDivisible: Bool { false }
    /// The picture of the closest pairs.
    public var pictures: [String] { [Self.picture] }

    /// A row: the indices of the two training images and their labels; their l2 distance; the number of pairs of equal images with different labels,
    /// which are left out; and the number of images that were compared.
    static let columns = ["first", "second", "firstLabel", "secondLabel", "distance", "duplicates", "images"]
    static let picture = "pairs.png"

    /// Opens the data. Throws `DatasetError` for missing data, and `Refused` for a set without such pairs.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let source = try workspace.open(data)
        return { samples in
            let wanted = (samples.max() ?? 0) + 1, separation: ClassSeparation
            do {
                separation = try ClassSeparation(source, .train, count: images, pairs: wanted, on: workspace.team) { share in
                    workspace.report(Message(fraction: share, text: "\(images) images"))
                }
            } catch let error as ClassSeparation.Impossible { throw Refused("\(label): \(error)") }
            guard separation.pairs.count >= wanted else {
                throw Refused("\(label): only \(separation.pairs.count) pairs of different images have different labels, \(wanted) are needed")
            }
            // Write the picture first: a row marks its sample as done.
            try workspace.write(try picture(of: separation.pairs.prefix(Self.shown), source).png(), key, Self.picture)
            let rows = samples.map { sample -> (Int, [Double]) in
                let pair = separation.pairs[sample]
                return (
                    sample,
                    [
                        Double(pair.first), Double(pair.second), Double(pair.firstLabel), Double(pair.secondLabel), pair.distance,
                        Double(separation.duplicates), Double(images),
                    ]
                )
            }
            try workspace.write(Rows(columns: Self.columns, Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }

    /// The images of each pair, one above the other, the closest pair on the left.
    private func picture(of pairs: ArraySlice<ClassSeparation.Pair>, _ source: any ImageSource) throws -> Pixels {
        let scale = max(1, 96 / data.image[1]), gap = 8, height = data.image[0], width = data.image[1], channels = data.image[2]
        let cell = (height: height * scale, width: width * scale)
        let whole = (height: 2 * cell.height + 3 * gap, width: pairs.count * (cell.width + gap) + gap)
        var values = [UInt8](repeating: 255, count: whole.height * whole.width * 3)
        for (column, pair) in pairs.enumerated() {
            let images = try source(.train, [pair.first, pair.second]).images
            for row in 0..<2 {
                let image = images[row], top = gap + row * (cell.height + gap), left = gap + column * (cell.width + gap)
                for y in 0..<cell.height {
                    for x in 0..<cell.width {
                        let pixel = (y / scale * width + x / scale) * channels, place = ((top + y) * whole.width + left + x) * 3
                        // Grey images have one channel.
                        for colour in 0..<3 { values[place + colour] = UInt8((image[pixel + min(colour, channels - 1)] * 255).rounded()) }
                    }
                }
            }
        }
        return Pixels(width: whole.width, height: whole.height, values: values)
    }
}
