// The painter of the procedural set: background, light, clutter, shape, more clutter, then pattern and noise. Colours are mixed by
// anti-aliased coverage 1/2 - distance, in pixels. Only +, -, *, / and square roots (and `Elementary`): the same bits everywhere.

import ElementaryFunctions
import Tensors

/// An RGB picture being painted, in [0, 1] once stored.
struct Canvas {
    let side: Int
    private var pixels: [SIMD3<Float>]

    init(side: Int) {
        self.side = side
        pixels = Array(repeating: .zero, count: side * side)
    }

    /// Paints a shape of random colour, position, size and angle among clutter, under a slanting light.
    mutating func paint(_ shape: Shape, in set: Procedural, _ random: inout RandomStream) {
        let background = SIMD3(random.uniform(0.3, 0.7), random.uniform(0.3, 0.7), random.uniform(0.3, 0.7))
        let light = direction(&random) * random.uniform(0, 0.15) * (2 / Float(side)), middle = Float(side - 1) / 2
        for y in 0..<side {
            for x in 0..<side {
                pixels[y * side + x] = background + light.x * (Float(x) - middle) + light.y * (Float(y) - middle)
            }
        }
        let inFront = set.clutter / 3
        for _ in inFront..<set.clutter { addClutter(background, set.contrast, &random) }

        let span = Float(side), scale = span * random.uniform(0.24, 0.36), turn = direction(&random)
        let x0 = middle + span * random.uniform(-0.12, 0.12), y0 = middle + span * random.uniform(-0.12, 0.12)
        blend(contrasting(background, set.contrast, &random), x0, y0, reach: 1.3 * scale) { x, y in
            scale * shape.distance((turn.x * x + turn.y * y) / scale, (turn.x * y - turn.y * x) / scale)
        }
        for _ in 0..<inFront { addClutter(background, set.contrast, &random) }
    }

    /// Adds the fragile pattern with a root mean square of about `strength`, at random phases.
    mutating func add(_ weave: Weave, strength: Float, _ random: inout RandomStream) {
        let phases = (x: random.uniform(), y: random.uniform())
        let (across, down) = weave.factors(side: side, phases: phases)
        for y in 0..<side {
            let row = weave.colour * (strength * down[y])
            for x in 0..<side { pixels[y * side + x] += row * across[x] }
        }
    }

    /// Adds noise of the given standard deviation: the sum of four uniform draws of 16 bits each, close to a Gaussian.
    mutating func addNoise(_ deviation: Float, _ random: inout RandomStream) {
        // A uniform draw over 0...65535 has variance (2^32 - 1) / 12; four of them have a standard deviation of 2^16 / sqrt 3.
        let scale = deviation * 1.7320508 / 65_536
        func draw() -> Float {
            let bits = random.next()
            let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
            return Float(Int(sum) - 131_070) * scale
        }
        for index in pixels.indices { pixels[index] += SIMD3(draw(), draw(), draw()) }
    }

    /// Writes [side, side, 3], clipped to [0, 1].
    func store(into row: UnsafeMutableBufferPointer<Float>) {
        for (index, pixel) in pixels.enumerated() {
            let cut = pixel.clamped(lowerBound: .zero, upperBound: .one)
            for channel in 0..<3 { row[index * 3 + channel] = cut[channel] }
        }
    }

    /// Adds a blob or a line of random colour, small compared with the shape.
    private mutating func addClutter(_ background: SIMD3<Float>, _ contrast: Float, _ random: inout RandomStream) {
        let span = Float(side), x0 = random.uniform(0, span), y0 = random.uniform(0, span), turn = direction(&random)
        let colour = contrasting(background, contrast * random.uniform(0.5, 1), &random)
        let isLine = random.uniform() < 0.5
        let long = span * (isLine ? random.uniform(0.08, 0.22) : random.uniform(0.03, 0.07)), thick = isLine ? 0.5 : long
        blend(colour, x0, y0, reach: long + 1) { x, y in
            let along = abs(turn.x * x + turn.y * y), off = turn.x * y - turn.y * x
            return isLine ? max(along - long, abs(off) - thick) : length(along, off) - thick
        }
    }

    /// Mixes `colour` in where `distance`, in pixels from (x0, y0), is below 1/2; it must not be below that beyond `reach`.
    private mutating func blend(_ colour: SIMD3<Float>, _ x0: Float, _ y0: Float, reach: Float, _ distance: (Float, Float) -> Float) {
        func range(_ centre: Float) -> Range<Int> {
            let low = max(0, Int((centre - reach - 1).rounded(.down)))
            return low..<max(low, min(side, Int((centre + reach + 2).rounded(.up))))
        }
        for y in range(y0) {
            for x in range(x0) {
                let coverage = min(max(0.5 - distance(Float(x) - x0, Float(y) - y0), 0), 1)
                if coverage > 0 { pixels[y * side + x] += (colour - pixels[y * side + x]) * coverage }
            }
        }
    }

    /// A colour lighter or darker than the background in all channels, on average by at least `contrast`.
    private func contrasting(_ background: SIMD3<Float>, _ contrast: Float, _ random: inout RandomStream) -> SIMD3<Float> {
        let sign: Float = random.next() & 1 == 0 ? 1 : -1, strength = contrast * random.uniform(1, 1.5)
        let tint = SIMD3(random.uniform(0.5, 1.5), random.uniform(0.5, 1.5), random.uniform(0.5, 1.5))
        return background + tint * (3 / (tint.x + tint.y + tint.z) * sign * strength)
    }

    /// A unit vector of random angle.
    private func direction(_ random: inout RandomStream) -> SIMD2<Float> {
        let angle = random.uniform(0, 6.2831855)
        return [Elementary.cos(angle), Elementary.sin(angle)]
    }
}
