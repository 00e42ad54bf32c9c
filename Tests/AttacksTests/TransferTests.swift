import Attacks
import Classification
import Declarations
import Tensors
import Testing

@Suite struct TransferTests {
    private let source = linear(classes: 3), target = LinearClassifier(weights: uniform("another", [3, 60], -1, 1))

    private func transfer(_ norm: Norm, _ radius: Fraction, steps: Int = 10) -> Transfer {
        var transfer = Transfer()
        (transfer.norm, transfer.radius, transfer.steps) = (norm, radius, steps)
        return transfer
    }

    /// Written independently: ten projected steps up the source's loss, then one query of the model.
    @Test func imagesAreTheSourcesAndVerdictsTheModels() throws {
        let batch = try labelled(target), radius: Float = 1.5, result = try transfer(.l2, Fraction(3, 2))(target, from: source, batch, random)
        var found = 0
        for n in 0..<batch.count where try target.labels(batch.rows([n]).images)[0] == batch.labels[n] {
            let start = batch.images[n]
            var x = start
            for _ in 0..<10 {
                let one = Tensor(shape: [1] + side, values: x)
                let gradient = try source.differentiate(one) { logits, pullback in
                    try pullback(Loss.crossEntropy(logits, [batch.labels[n]]).cotangent)
                }.values
                let length = Norm.l2(gradient)
                var move = zip(zip(x, start), gradient).map { $0.0 - $0.1 + 0.1 * radius * $1 / length }
                let distance = Norm.l2(move)
                if distance > radius { move = move.map { $0 * radius / distance } }
                x = zip(start, move).map { min(max($0 + $1, 0), 1) }
            }
            let isFooled = try target.labels(Tensor(shape: [1] + side, values: x))[0] != batch.labels[n]
            #expect(result.found[n] == isFooled, "image \(n)")
            if isFooled {
                found += 1
                #expect(zip(result.images[n], x).allSatisfy { abs($0 - $1) < 1e-4 })
            }
        }
        #expect(found > 0 && found < batch.count, "the case decides nothing")
    }

    /// Images made for the model itself fool it more often than those made for another net.
    @Test(arguments: [Norm.l2, .linf]) func itIsStrongerFromTheModelItself(_ norm: Norm) throws {
        let batch = try labelled(target, 60), attack = transfer(norm, norm == .l2 ? Fraction(1, 2) : Fraction(1, 12))
        let own = try attack(target, batch, random), other = try attack(target, from: source, batch, random)
        #expect(own.found.count(where: \.self) > other.found.count(where: \.self))
    }
}

@Suite struct NoiseTests {
    /// A failed draw costs only queries: more draws find more.
    @Test func moreDrawsFindMore() throws {
        let model = linear(classes: 2), batch = try labelled(model, 60), radii = batch.labels.map { _ in Float(2) }
        let counts = try [1, 10, 100].map { draws in
            try Noise(norm: .l2, draws: draws)(model, batch, radii: radii, random).found.count(where: \.self)
        }
        #expect(counts[0] < counts[1] && counts[1] < counts[2], "\(counts)")
    }

    @Test func drawsLieOnTheSurfaceOrInTheBall() throws {
        // No draw succeeds, so all are made.
        let model = LinearClassifier(weights: Tensor(zeros: [4, 60])), images = uniform("images", [1] + side, 0.3, 0.7)
        let batch = LabelledImages(images: images, labels: [0], samples: [5])
        for onSurface in [true, false] {
            var noise = Noise(norm: .l2, draws: 50)
            noise.onSurface = onSurface
            let watched = Watching(base: model), result = try noise(watched, batch, radii: [0.01], random)
            let distances = watched.seen.images.dropFirst().map { Norm.l2.distance($0, batch.images[0]) }
            #expect(distances.count == result.totalQueries[0] - 1 && distances.allSatisfy { $0 <= 0.01 * (1 + 1e-6) })
            #expect((distances.min() ?? 0 > 0.0099) == onSurface)
        }
    }
}
