import Autodiff
import Foundation

/// The net's logits from the naive layers alone, as the paper describes it: a stem, three stages, a linear layer.
func naiveLogits(_ small: SmallNet, _ mode: ReferenceMode) -> Grid {
    let family = small.net.family
    let weights = Dictionary(uniqueKeysWithValues: small.net.parameters.map { ($0.name, Grid($0.shape, values: $0.values)) })
    func relu(_ x: Grid) -> Grid { Grid(x.shape, values: x.values.map { $0 > 0 ? $0 : 0 }) }
    func normalised(_ x: Grid, _ name: String) -> Grid {
        naiveBatchNormalisation(
            x, running: mode == .evaluation ? (weights["\(name).running_mean"]!, weights["\(name).running_var"]!) : nil)
    }
    func convolutionBN(_ x: Grid, _ name: String, padding: Int) -> Grid {
        let y = normalised(naiveConvolution(x, weights["\(name).conv.weight"]!, padding: padding), "\(name).bn")
        return relu(Grid(y.shape) { y[$0] + weights["\(name).bias"]![$0[3]] })
    }
    func affineBN(_ x: Grid, _ name: String) -> Grid {
        let y = normalised(x, name)
        return Grid(y.shape) { y[$0] * weights["\(name).weight"]![$0[3]] + weights["\(name).bias"]![$0[3]] }
    }
    func block(_ x: Grid, _ name: String) -> Grid {
        let hidden = relu(affineBN(naiveConvolution(x, weights["\(name).conv0.weight"]!, padding: 1), "\(name).bn0"))
        let y = affineBN(
            naiveConvolution(hidden, weights["\(name).conv1.weight"]!, padding: 1, groups: family.branches), "\(name).bn1")
        let (channels, branches) = (x.shape[3], family.branches)
        return relu(
            Grid(x.shape) { i in
                x[i] + sum(0..<branches) { y[i[0], i[1], i[2], $0 * channels + i[3]] } / Double(branches)
            })
    }

    var x = convolutionBN(Grid(small.images.shape, values: small.images.values), "features.0", padding: 1)
    var layer = 1
    for stage in 0..<3 {
        if stage > 0 {
            x = naiveAveragePool(convolutionBN(x, "features.\(layer)", padding: 0))
            layer += 2
        }
        for _ in 0..<family.blocks {
            x = block(x, "features.\(layer)")
            layer += 1
        }
    }
    let (n, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let pooled = Grid([n, channels]) { i in
        sum(0..<height) { y in sum(0..<width) { x[i[0], y, $0, i[1]] } } / Double(height * width)
    }
    let (head, bias) = (weights["head.weight"]!, weights["head.bias"]!)
    var z = Grid([n, family.classes]) { i in sum(0..<channels) { pooled[i[0], $0] * head[i[1], $0] } }
    if family.normalisedOutput {
        let y = normalised(z, "head.bn")
        z = relu(Grid(z.shape) { y[$0] + bias[$0[1]] })
    } else {
        z = Grid(z.shape) { [z] in z[$0] + bias[$0[1]] }
    }
    if family.tanhOutput {
        let scale = abs(weights["tanh.scale"]![0])
        z = Grid(z.shape, values: normalised(z, "tanh.bn").values.map { scale * tanh($0 / scale) })
    }
    return z
}
