public import Datasets
public import Records
import Classification
import Declarations
import Tensors

/// The sizes of an attack's perturbations in every norm, not only in the one that it minimised: one row per image.
public struct Perturbations: Work {
    /// The attack whose images are measured.
    public var points = Input.none
    /// The perturbations of no particular attack.
    public init() {}
    /// The perturbations of an attack.
    public init(of points: Input) { self.points = points }

    /// The attack.
    public var inputs: [Input] { [points] }
    /// The data of the attack.
    public var dataset: (any Dataset)? { points.work.dataset }
    /// As in "perturbations of attack undefended with l2 PGD".
    public var label: String { "perturbations of \(points.work.label)" }
    /// The norms; 0 for an image that the attack left unchanged.
    public var columns: [String]? { Norm.allCases.map(\.rawValue) }
    /// Proportional to the images.
    public var effort: Effort { Effort(kind: "perturbations") }

    /// Opens the images before and after the attack.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        guard let dataset, points.work.leftImages != nil else { throw Refused("\(label): its points are not the images of an attack") }
        let images = try workspace.open(dataset), points = points.key
        return { samples in
            let before = try images(.test, samples).images, after = try ImageBlock.images(samples, workspace, points)
            let rows = samples.indices.map { n in (samples[n], Norm.allCases.map { $0.distance(before[n], after[n]) }) }
            try workspace.write(Rows(columns: columns ?? [], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}
