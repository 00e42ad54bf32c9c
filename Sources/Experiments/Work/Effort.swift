/// The quantity that a job's time is proportional to.
public struct Effort: Sendable {
    /// Jobs of one kind take equally long for each unit. Computed on demand: a plan of thousands asks for units far more often.
    public var kind: String { name() }
    private let name: @Sendable () -> String
    /// Units per sample: image-epochs for a training; 1 for an image.
    public let unitsPerSample: Int
    /// The engine work that a unit repeats, and how often; nil if nothing comparable can be measured beforehand.
    let exercise: (Exercise, repeats: Double)?

    /// The effort of a kind of work that can only be estimated from past jobs.
    public init(kind: @autoclosure @escaping @Sendable () -> String, unitsPerSample: Int = 1) {
        (name, self.unitsPerSample, exercise) = (kind, unitsPerSample, nil)
    }
    init(kind: @autoclosure @escaping @Sendable () -> String, unitsPerSample: Int = 1, exercise: Exercise, repeats: Double = 1) {
        (name, self.unitsPerSample, self.exercise) = (kind, unitsPerSample, (exercise, repeats))
    }
}

/// The part of a job that is left.
public struct Remainder: Sendable {
    /// Samples that the store lacks, as ascending ranges.
    public var missing: [Range<Int>]
    /// The remaining effort, in the work's units.
    public var units: Int
    /// The state in words: `never run with these settings`, `64 of 128 images are done`.
    public var why: String

    /// The number of missing samples.
    public var count: Int { missing.reduce(0) { $0 + $1.count } }
    /// Nothing is left.
    static let none = Remainder(missing: [], units: 0, why: "done")
}
