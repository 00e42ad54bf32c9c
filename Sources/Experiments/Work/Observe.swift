public import Datasets
public import Declarations
public import Observations
public import Records
import Attacks
import Classification
import Networks
import Tensors

/// Asks a model about the images that an attack left: a row for each.
public struct Observe: Work {
    public var model = Key(hashing: ""), points = Key(hashing: "")
    @Declared public var data: any Dataset = Procedural()
    @Declared public var observation: any Observation = GradientNorms()
    /// Whether the images are the data set's own: a clean pass stores no copies of them.
    public var clean = false
    public init() {}
    public init(model: Key, points: Key, data: any Dataset, observation: any Observation, clean: Bool) {
        (self.model, self.points, self.data, self.observation, self.clean) = (model, points, data, observation, clean)
    }

    public var inputs: [Key] { [model, points] }
    public var block: Int { 250 }

    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let model = try workspace.classifier(model), images = try workspace.open(data)
        return { samples in
            var batch = try images(.test, samples)
            if !clean { batch = batch.with(try ImageBlock.images(samples, workspace, points)) }
            let values = try observation(model, batch)
            try workspace.write(Rows(columns: type(of: observation).columns, values: Dictionary(uniqueKeysWithValues: zip(samples, values))), key)
        }
    }
}
