/// What the time of a job is proportional to.
public struct Effort: Sendable {
    /// Jobs of one kind take equally long for each unit.
    public let kind: String
    /// Units in one sample: a training's image-epochs; 1 for an image.
    public let unitsPerSample: Int
    /// The piece of engine work that a unit repeats, and how often; nil where nothing that can be measured beforehand is like it.
    let exercise: (Exercise, repeats: Double)?

    /// Effort of a kind that can only be estimated from past jobs.
    public init(kind: String, unitsPerSample: Int = 1) { (self.kind, self.unitsPerSample, exercise) = (kind, unitsPerSample, nil) }
    init(kind: String, unitsPerSample: Int = 1, exercise: Exercise, repeats: Double = 1) {
        (self.kind, self.unitsPerSample, self.exercise) = (kind, unitsPerSample, (exercise, repeats))
    }
}

/// How far a job has got.
public struct Remainder: Sendable {
    /// Samples that the store lacks.
    public var missing: [Range<Int>]
    /// What is left, in units of the work's effort.
    public var units: Int
    /// The state in words: `never run with these settings`, `64 of 128 images are done`.
    public var why: String

    /// How many samples are missing.
    public var count: Int { missing.reduce(0) { $0 + $1.count } }
    /// Nothing is left.
    static let none = Remainder(missing: [], units: 0, why: "done")
}
