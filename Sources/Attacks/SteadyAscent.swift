package import Classification
package import Tensors

/// Projected steepest ascent without early stopping: the loop behind adversarial training and transfer, where success is judged elsewhere.
package struct SteadyAscent {
    /// The norm of the ball.
    package let norm: Norm
    /// Its radius, and the length of a step, both in units of the norm.
    package let radius: Float, stepSize: Float
    /// The number of steps.
    package let steps: Int
    /// An ascent with these settings.
    package init(norm: Norm, radius: Float, stepSize: Float, steps: Int) {
        (self.norm, self.radius, self.stepSize, self.steps) = (norm, radius, stepSize, steps)
    }

    /// The batch's images [N, H, W, C] after all steps, kept in ball and box.
    /// - Parameter start: nil: from the images themselves; else from a point drawn uniformly from each ball, keyed by sample.
    /// - Parameter gradient: from points [N, H, W, C] to the gradient of the loss there; nil ends the ascent.
    package func callAsFunction(
        _ batch: LabelledImages, start: RandomSource?, gradient: (Tensor) throws -> Tensor?
    ) rethrows -> Tensor {
        var points = batch.images
        if let start {
            forBalls(batch, &points) { n, ball, point, scratch in
                var stream = start.stream(sample: batch.samples[n])
                ball.scatter(&stream, into: point, scratch: scratch)
            }
        }
        for _ in 0..<steps {
            guard var gradient = try gradient(points) else { break }
            forBalls(batch, &points) { n, ball, point, move in
                gradient.values.withUnsafeMutableBufferPointer { gradient in
                    let direction = gradient.row(n, move.count)
                    norm.steepest(direction)
                    for j in move.indices { move[j] = point[j] - ball.centre[j] + stepSize * direction[j] }
                }
                ball.place(move, into: point)
            }
        }
        return points
    }

    /// Calls `body` for each image with its ball, its row of `points`, and scratch of the same length.
    private func forBalls(_ batch: LabelledImages, _ points: inout Tensor, _ body: (Int, Ball, Ball.Result, Ball.Result) -> Void) {
        let width = batch.images.stride
        var scratch = [Float](repeating: 0, count: width)
        batch.images.values.withUnsafeBufferPointer { centres in
            points.values.withUnsafeMutableBufferPointer { points in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    for n in 0..<batch.count {
                        body(n, Ball(norm: norm, centre: centres.row(n, width), radius: radius), points.row(n, width), scratch)
                    }
                }
            }
        }
    }
}
