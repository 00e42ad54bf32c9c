public import Datasets
public import Declarations
public import Observations
public import Records
import Attacks
import Classification
import Networks
import Tensors

/// Measures a model at the images that an attack left: a row for each.
public struct Observe: Work {
    public static var version: Int { 2 }
    public var points = Input.none
    @Declared public var observation: any Observation = GradientNorms()
    public init() {}
    /// An observation of the model and the images of an attack.
    public init(_ observation: any Observation, at points: Input) { (self.observation, self.points) = (observation, points) }

    private var attack: AttackImages? { points.work as? AttackImages }
    public var inputs: [Input] { [points] + (attack.map { [$0.model] } ?? []) }
    public var dataset: (any Dataset)? { attack?.data }
    public var label: String {
        let images = attack.map { $0.isClean ? "clean images" : "\($0.title)" } ?? points.work.label
        return "\(type(of: observation).name) of \(attack?.model.title ?? "") at \(images)"
    }
    public var columns: [String]? { type(of: observation).columns }
    public var effort: Effort {
        guard let attack else { return Effort(kind: observation.keyText) }
        return attack.model.effort(of: observation.passes(classes: attack.data.classes), named: observation.keyText, on: attack.data)
    }

    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        guard let attack else { throw Refused("\(label): its points are no attack's images") }
        let model = try workspace.classifier(attack.model), images = try workspace.open(attack.data), points = points.key
        return { samples in
            var batch = try images(.test, samples)
            if !attack.isClean { batch = batch.with(try ImageBlock.images(samples, workspace, points)) }
            let values = try observation(model, batch).map { $0.map { Double($0) } }
            try workspace.write(Rows(columns: type(of: observation).columns, Dictionary(uniqueKeysWithValues: zip(samples, values))), key)
        }
    }
}
