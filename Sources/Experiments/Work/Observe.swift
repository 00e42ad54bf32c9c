public import Datasets
public import Declarations
public import Observations
public import Records
import Attacks
import Classification
import Networks
import Tensors

/// Measures a model at the images that an attack left: one row per image.
public struct Observe: Work {
    /// Version 2: rows of version 1 are not reused.
    public static var version: Int { 2 }
    /// The attack whose images are observed.
    public var points = Input.none
    /// The observation.
    @Declared public var observation: any Observation = GradientNorms()
    /// An observation of no particular images.
    public init() {}
    /// An observation of the model and the images of an attack.
    public init(_ observation: any Observation, at points: Input) { (self.observation, self.points) = (observation, points) }

    private var attack: AttackImages? { points.work as? AttackImages }
    /// The attack and its model.
    public var inputs: [Input] { [points] + (attack.map { [$0.model] } ?? []) }
    /// The data of the attack.
    public var dataset: (any Dataset)? { attack?.data }
    /// As in "GradientNorms of undefended at l2 PGD".
    public var label: String {
        let images = attack.map { $0.isClean ? "clean images" : "\($0.title)" } ?? points.work.label
        return "\(type(of: observation).name) of \(attack?.model.title ?? "") at \(images)"
    }
    /// The columns of the observation.
    public var columns: [String]? { type(of: observation).columns }
    /// Proportional to the passes of the observation.
    public var effort: Effort {
        guard let attack else { return Effort(kind: observation.keyText) }
        return attack.model.effort(of: observation.passes(classes: attack.data.classes), named: observation.keyText, on: attack.data)
    }

    /// Opens the attack's images and the model. Throws `Refused` for points that are not an attack's images, and for a damaged model.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        guard let attack else { throw Refused("\(label): its points are not the images of an attack") }
        let model = try workspace.classifier(attack.model), images = try workspace.open(attack.data), points = points.key
        return { samples in
            var batch = try images(.test, samples)
            if !attack.isClean { batch = batch.with(try ImageBlock.images(samples, workspace, points)) }
            let values = try observation(model, batch).map { $0.map { Double($0) } }
            try workspace.write(Rows(columns: type(of: observation).columns, Dictionary(uniqueKeysWithValues: zip(samples, values))), key)
        }
    }
}
