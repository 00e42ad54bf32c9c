import Datasets
import Declarations
import Networks
public import Records
import Tensors

/// The spectral norms of a model's convolutions and of its linear layers: one row per layer, in the order in which they run.
///
/// Each is the norm of the layer as a linear map on its feature map, with zero padding and groups, not the norm of a reshaped kernel. Section 6 of
/// the paper compares the product over all layers with the largest gradient norm. The product is not a bound for the net: it leaves out the skip
/// connections, which add 1 to the norm of each block, and the means over branches and pixels. Which product the paper printed is not known.
public struct WeightNorms: Work {
    /// The model.
    public var model = Input.none
    /// The norms of no particular model.
    public init() {}
    /// The norms of a model.
    public init(of model: Input) { self.model = model }

    /// The layers; empty for work that does not produce a net.
    private var layers: [WeightMatrix] {
        guard let net = model.work as? any NetWork, let data = net.dataset else { return [] }
        return (try? net.architecture.weightMatrices(image: data.image, classes: data.classes)) ?? []
    }
    /// The model.
    public var inputs: [Input] { [model] }
    /// The layers.
    public var available: Int? { layers.count }
    /// 1: it depends only on the weights.
    public var numerics: Int { 1 }
    /// As in "weight norms of undefended".
    public var label: String { "weight norms of \(model.title)" }
    /// The shape of the layer; `norm` of the weights; `normalised` with the factor of a batch normalisation that follows the layer, in evaluation
    /// mode: scale / sqrt(variance + epsilon) for each output channel.
    public var columns: [String]? { ["inputs", "outputs", "kernel", "groups", "height", "width", "norm", "normalised"] }
    /// A few layers, so that progress shows.
    public var block: Int { 4 }
    /// Some hundreds of steps, on the processor's slowest path.
    public var effort: Effort {
        guard let data = model.work.dataset else { return Effort(kind: "weightNorms") }
        return model.effort(of: Self.passes / Double(max(1, layers.count)), named: "weightNorms", on: data)
    }
    /// The number of passes of the model over an image that take as long as all norms.
    private static let passes = 20_000.0

    /// Opens the model. Throws `Refused` for work that produces no net, for a damaged model, and for norms that do not converge.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        guard let net = model.work as? any NetWork else { throw Refused("\(model.work.label): this work produces no net") }
        let parameters = try net.parameters(workspace, model.key), layers = layers
        return { samples in
            let rows = try samples.map { index -> (Int, [Double]) in
                let layer = layers[index], random = RandomSource(seed: 0)("weight norms", index)
                let norms = try [false, true].map { normalised in
                    do {
                        return try SpectralNorm(of: layer.map(parameters, normalised: normalised, on: workspace.team), random).value
                    } catch let error as SpectralNorm.Unsettled { throw Refused("\(label), \(layer.name): \(error)") }
                }
                let shape = [layer.inputs, layer.outputs, layer.kernel, layer.groups, layer.height, layer.width]
                return (index, shape.map(Double.init) + norms)
            }
            try workspace.write(Rows(columns: columns ?? [], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}
