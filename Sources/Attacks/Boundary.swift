// The decision-based attack (Brendel, Rauber and Bethge 2018, arXiv:1712.04248): a walk along the decision boundary that uses predictions only. It
// starts at a misclassified blend of the image and uniform noise. A step moves at random on the sphere around the image, then towards the image, and
// is kept if the model still errs. Both step sizes adapt to the success rates of the moves, with the settings of Foolbox 1.x: if more than half of
// the moves on the sphere succeed, the boundary is nearly flat and both sizes grow; below a fifth both shrink. The step towards the image also adapts
// to its success rate after successful moves on the sphere. Foolbox resets both sizes once when the walk first converges, and tunes its batch size
// with extra queries; neither is done here. Finlay et al.'s code made 100 steps.

public import Classification
public import Declarations
public import Tensors

/// A random walk along the decision boundary towards the image; it needs predictions only.
public struct Boundary: MinimumNormAttack {
    /// Version 2: the step towards the image grows and shrinks at the success rates of Foolbox 1.x.
    public static var version: Int { 2 }
    /// Steps of the walk, 1 to 1,000,000.
    public var steps = 100
    /// Moves tried in a step, 1 to 1,000, until one succeeds.
    public var directions = 25
    /// The initial step on the sphere, as a share of the distance, 1e-6 to 1.
    public var sphericalStep = Fraction(1, 100)
    /// The initial step towards the image, as a share of the distance, 1e-6 to 1.
    public var sourceStep = Fraction(1, 100)
    /// The factor by which step sizes grow and shrink, above 1 and at most 10.
    public var adaptation = Fraction(3, 2)
    /// The number of steps, 1 to 1,000,000, between separate checks of the move on the sphere, which cost one more query per direction.
    public var checkEvery = 10
    /// Images of uniform noise, 1 to 100,000, tried until one is misclassified.
    public var draws = 1000
    /// Blends of the image and the noise, 1 to 100,000, tried with increasing noise until one is misclassified.
    public var blends = 1000
    /// The settings of Foolbox 1.x, and the 100 steps of Finlay et al.'s code.
    public init() {}
    /// The l2 norm.
    public var norm: Norm { .l2 }
    /// About two moves a step, and a start within a fifth of the blends.
    public var passes: Double { 2 * Double(steps) + 0.2 * Double(blends) }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        try (1...1_000_000).check("steps", steps)
        try (1...1000).check("directions", directions)
        try (1e-6...1).check("sphericalStep", sphericalStep)
        try (1e-6...1).check("sourceStep", sourceStep)
        if !(adaptation.value > 1 && adaptation.value <= 10) { throw Invalid("adaptation", expected: "a number above 1 and at most 10") }
        try (1...1_000_000).check("checkEvery", checkEvery)
        try (1...100_000).check("draws", draws)
        try (1...100_000).check("blends", blends)
    }

    /// Walks from noise towards each image. Throws `NotANumber` for logits that are not finite.
    public func callAsFunction(_ model: some Classifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        var best = try Adversarials(asTheyAre: batch, to: model)
        var walks = batch.labels.map { _ in Walk(spherical: sphericalStep.value, source: sourceStep.value) }
        var active = try start(model, batch, random("start"), &best, &walks)
        for step in 0..<steps {
            active.removeAll { walks[$0].hasConverged }
            if active.isEmpty { break }
            try self.step(model, batch, active, step, random("direction"), &best, &walks)
        }
        best.countFailures()
        return best
    }

    /// Queries the points of some rows; true where the model errs.
    private func ask(
        _ model: some Classifier, _ batch: LabelledImages, _ rows: [Int], _ points: Tensor, _ best: inout Adversarials
    ) throws -> [Bool] {
        let predicted = try model.labels(points, samples: rows.map { batch.samples[$0] })
        let reached = zip(predicted, rows).map { $0 != batch.labels[$1] }
        best.look(rows, at: points, reached: reached, batch, norm)
        return reached
    }

    /// Finds the first misclassified blend of each image with misclassified noise; returns the rows that have one.
    private func start(
        _ model: some Classifier, _ batch: LabelledImages, _ random: RandomSource, _ best: inout Adversarials, _ walks: inout [Walk]
    ) throws -> [Int] {
        let attacked = (0..<batch.count).filter { !best.found[$0] }, shape = Array(batch.images.shape.dropFirst())
        var open = attacked
        for draw in 0..<draws where !open.isEmpty {
            let noise = open.map { n -> [Float] in
                var stream = random.stream(sample: batch.samples[n], step: draw)
                return (0..<batch.images.stride).map { _ in stream.uniform() }
            }
            let worked = try ask(model, batch, open, Tensor(stacking: noise, shape: shape), &best)
            for (row, n) in open.enumerated() where worked[row] { walks[n].point = noise[row] }
            open = zip(open, worked).filter { !$0.1 }.map(\.0)
        }
        let started = attacked.filter { !walks[$0].point.isEmpty }
        open = started
        for blend in 1..<max(blends, 1) where !open.isEmpty {  // the last blend is the noise itself
            let share = Float(blend) / Float(blends)
            let mixed = open.map { n in zip(batch.images[n], walks[n].point).map { min(max((1 - share) * $0 + share * $1, 0), 1) } }
            let worked = try ask(model, batch, open, Tensor(stacking: mixed, shape: shape), &best)
            for (row, n) in open.enumerated() where worked[row] { walks[n].point = mixed[row] }
            open = zip(open, worked).filter { !$0.1 }.map(\.0)
        }
        return started
    }

    /// One step of each active image: moves are tried until one succeeds.
    private func step(
        _ model: some Classifier, _ batch: LabelledImages, _ active: [Int], _ step: Int, _ random: RandomSource, _ best: inout Adversarials,
        _ walks: inout [Walk]
    ) throws {
        let shape = Array(batch.images.shape.dropFirst()), checks = (step + 1) % checkEvery == 0
        var open = active
        for direction in 0..<directions where !open.isEmpty {
            var moves = open.map { n -> Move in
                var stream = random("move", direction).stream(sample: batch.samples[n], step: step)
                return Move(walks[n], around: batch.images[n], &stream)
            }
            var asked = open
            if checks {
                let stays = try ask(model, batch, open, Tensor(stacking: moves.map(\.onSphere), shape: shape), &best)
                for (n, stays) in zip(open, stays) { walks[n].spherical.note(stays) }
                asked = zip(open, stays).filter(\.1).map(\.0)
                moves = zip(moves, stays).filter(\.1).map(\.0)
            }
            if asked.isEmpty { continue }
            let worked = try ask(model, batch, asked, Tensor(stacking: moves.map(\.towards), shape: shape), &best)
            var done: Set<Int> = []
            for (row, n) in asked.enumerated() {
                if checks { walks[n].source.note(worked[row]) }
                if worked[row] {
                    walks[n].point = moves[row].towards
                    done.insert(n)
                }
            }
            open.removeAll(where: done.contains)
        }
        for n in active { walks[n].adapt(by: adaptation.value) }
    }
}

/// The current point of an image's walk, and its step sizes.
private struct Walk {
    /// A misclassified point; empty until one is known.
    var point: [Float] = []
    var spherical: StepSize, source: StepSize

    init(spherical: Double, source: Double) {
        self.spherical = StepSize(value: spherical, memory: 100)
        self.source = StepSize(value: source, memory: 30)
    }

    var hasConverged: Bool { source.value < 1e-7 }

    mutating func adapt(by factor: Double) {
        if let change = spherical.change(by: factor) {
            spherical.scale(change)
            source.value *= change
        }
        if let change = source.change(by: factor) { source.scale(change) }
    }
}

/// A step size as a share of the distance, at most 1, and the outcomes of the latest moves since it changed.
private struct StepSize {
    var value: Double { didSet { value = min(value, 1) } }
    let memory: Int
    private var outcomes: [Bool] = []

    init(value: Double, memory: Int) { (self.value, self.memory) = (value, memory) }

    mutating func note(_ worked: Bool) {
        outcomes.append(worked)
        if outcomes.count > memory { outcomes.removeFirst() }
    }

    /// The factor by which the size should change: it grows if more than half of the moves succeeded, and shrinks if less than a fifth did. Nil in
    /// between, or if too few outcomes are known.
    func change(by factor: Double) -> Double? {
        if outcomes.count < memory { return nil }
        let share = Double(outcomes.count { $0 }) / Double(memory)
        return share > 0.5 ? factor : share < 0.2 ? 1 / factor : nil
    }

    mutating func scale(_ factor: Double) {
        value *= factor
        outcomes = []
    }
}

/// A random move from a walk's point: on the sphere around the image, and from there towards the image; both inside the box.
private struct Move {
    let onSphere: [Float], towards: [Float]

    init(_ walk: Walk, around image: [Float], _ stream: inout RandomStream) {
        func inBox(_ x: Double) -> Float { Float(min(max(x, 0), 1)) }
        func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let source = zip(image, walk.point).map { Double($0) - Double($1) }, radius = length(source)
        var noise = image.map { _ in Double(stream.normal()) }
        let along = zip(noise, source).reduce(0) { $0 + $1.0 * $1.1 } / (radius * radius)
        for j in noise.indices { noise[j] -= along * source[j] }
        let spherical = walk.spherical.value, size = length(noise), scale = size > 0 ? spherical * radius / size : 0
        let shrink = 1 / (spherical * spherical + 1).squareRoot()
        let sphere = image.indices.map { inBox(Double(image[$0]) + shrink * (scale * noise[$0] - source[$0])) }
        let back = zip(image, sphere).map { Double($0) - Double($1) }, reach = length(back)
        // The length of the step towards the image, corrected for the distance by which clipping moved the point off the sphere.
        let share = reach > 0 ? max(0, walk.source.value * radius + reach - radius) / reach : 0
        onSphere = sphere
        towards = sphere.indices.map { inBox(Double(sphere[$0]) + share * back[$0]) }
    }
}
