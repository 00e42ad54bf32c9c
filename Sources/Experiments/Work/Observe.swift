public import Datasets
public import Declarations
public import Observations
public import Records
import Attacks
import Classification
import Networks
import Tensors

/// Measures a model at the images that a work, usually an attack, left: one row per image.
public struct Observe: Work {
    /// Version 2: rows of version 1 are not reused.
    public static var version: Int { 2 }
    /// The work whose images are observed.
    public var points = Input.none
    /// The observation.
    @Declared public var observation: any Observation = GradientNorms()
    /// An observation of no particular images.
    public init() {}
    /// An observation of the images that a work leaves, and of their model.
    public init(_ observation: any Observation, at points: Input) { (self.observation, self.points) = (observation, points) }

    private var images: LeftImages? { points.work.leftImages }
    /// The work that leaves the images, and the model.
    public var inputs: [Input] { [points] + (images.map { [$0.model] } ?? []) }
    /// The data set that the images were made from.
    public var dataset: (any Dataset)? { images?.data }
    /// As in "GradientNorms of undefended at l2 PGD".
    public var label: String { "\(type(of: observation).name) of \(images?.model.title ?? "") at \(images?.label ?? points.work.label)" }
    /// The columns of the observation.
    public var columns: [String]? { type(of: observation).columns }
    /// Proportional to the passes of the observation.
    public var effort: Effort {
        guard let images else { return Effort(kind: observation.keyText) }
        return images.model.effort(of: observation.passes(classes: images.data.classes), named: observation.keyText, on: images.data)
    }

    /// Opens the images and the model. Throws `Refused` for points without images, and for a damaged model.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        guard let left = images else { throw Refused("\(label): its points leave no images") }
        let model = try workspace.classifier(left.model), images = try workspace.open(left.data), points = points.key
        return { samples in
            var batch = try images(.test, samples)
            if !left.areClean { batch = batch.with(try ImageBlock.images(samples, workspace, points)) }
            let values = try observation(model, batch).map { $0.map { Double($0) } }
            try workspace.write(Rows(columns: type(of: observation).columns, Dictionary(uniqueKeysWithValues: zip(samples, values))), key)
        }
    }
}
