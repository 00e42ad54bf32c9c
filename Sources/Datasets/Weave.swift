// The fragile cue of the procedural set: a product of two cosines near the pixel frequency, with a fixed colour,
//     2 cos(2 pi (u x + a)) cos(2 pi (v y + b)) c,     |c|^2 = 3: mean square over pixels and channels 1,
// for frequencies (u, v) and a colour direction c fixed for each class and phases a, b drawn for each image; where v = 0 one cosine
// and sqrt 2 remain. A mirror image is the same weave with another phase, so that flips keep the label.

import ElementaryFunctions

/// The weave of one class.
package struct Weave {
    /// Cycles per pixel along x and y.
    let frequency: (x: Float, y: Float)
    /// A direction in colour space of squared length 3.
    package let colour: SIMD3<Float>

    /// The pattern of class 0...9: two colour directions times five pairs of frequencies.
    package init(of label: Int) {
        let frequencies: [(Float, Float)] = [(0.44, 0.44), (0.44, 0.19), (0.19, 0.44), (0.31, 0.31), (0.44, 0)]
        frequency = frequencies[label % 5]
        colour = label < 5 ? [1, 1, 1] : [1.2247449, -1.2247449, 0]
    }

    /// The two factors at pixels 0..<side for the given phases in turns; their product has mean square about 1.
    package func factors(side: Int, phases: (x: Float, y: Float)) -> (x: [Float], y: [Float]) {
        func wave(_ frequency: Float, _ phase: Float) -> [Float] {
            if frequency == 0 { return Array(repeating: 1, count: side) }
            return (0..<side).map { 1.4142135 * Elementary.cos(6.2831855 * (frequency * Float($0) + phase)) }
        }
        return (wave(frequency.x, phases.x), wave(frequency.y, phases.y))
    }
}
