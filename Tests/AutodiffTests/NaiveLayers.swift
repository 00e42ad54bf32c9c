import Foundation

// The layers by their definitions, one element at a time, in Double. NHWC; weights [O, C / groups, kh, kw].

func naiveConvolution(_ x: Grid, _ w: Grid, padding: Int = 0, stride: Int = 1, groups: Int = 1) -> Grid {
    let (height, width) = (x.shape[1], x.shape[2])
    let (outputs, channels, kh, kw) = (w.shape[0], w.shape[1], w.shape[2], w.shape[3])
    let shape = [x.shape[0], (height + 2 * padding - kh) / stride + 1, (width + 2 * padding - kw) / stride + 1, outputs]
    return Grid(shape) { i in
        let group = i[3] / (outputs / groups)
        return sum(0..<kh) { ky in
            sum(0..<kw) { kx in
                let (y, z) = (i[1] * stride + ky - padding, i[2] * stride + kx - padding)
                guard 0..<height ~= y, 0..<width ~= z else { return 0 }
                return sum(0..<channels) { x[i[0], y, z, group * channels + $0] * w[i[3], $0, ky, kx] }
            }
        }
    }
}

func naiveAveragePool(_ x: Grid) -> Grid {
    Grid([x.shape[0], x.shape[1] / 2, x.shape[2] / 2, x.shape[3]]) { i in
        let (y, z) = (2 * i[1], 2 * i[2])
        return (x[i[0], y, z, i[3]] + x[i[0], y, z + 1, i[3]] + x[i[0], y + 1, z, i[3]] + x[i[0], y + 1, z + 1, i[3]]) / 4
    }
}

func naiveMoments(_ x: Grid, _ channel: Int) -> (mean: Double, variance: Double) {
    let values = stride(from: channel, to: x.values.count, by: x.shape.last!).map { x.values[$0] }
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
}

func naiveBatchNormalisation(_ x: Grid, running: (mean: Grid, variance: Grid)? = nil) -> Grid {
    let moments = (0..<x.shape.last!).map { c in running.map { ($0.mean[c], $0.variance[c]) } ?? naiveMoments(x, c) }
    return Grid(x.shape) { (x[$0] - moments[$0.last!].0) / (moments[$0.last!].1 + 1e-5).squareRoot() }
}

func naiveCrossEntropy(_ z: Grid, _ labels: [Int]) -> Grid {
    Grid([labels.count]) { i in
        let exponentials = (0..<z.shape[1]).map { exp(z[i[0], $0]) }
        return -log(exponentials[labels[i[0]]] / exponentials.reduce(0, +))
    }
}
