public import Declarations
public import Records
import Attacks
import Statistics

// A detector rejects an image whose gradient norm exceeds a threshold (Table 6). The threshold is set on clean test images that nothing else uses;
// the attacked images, and the clean images on which false positives are counted, are others. Ranges are shares of the test set, at most 10,000
// images: for CIFAR-10, at most 0..<500 are attacked, false positives are counted on 500..<2,000, and 5,000..<10,000 set the threshold.

/// The parts of a detector that its measures share.
public struct Detector: Declaration {
    /// The quantity that is compared with the threshold.
    @Declared public var of: any Quantity = GradientNorm()
    /// The share of clean images that may be rejected, 0 to 0.5.
    public var falsePositives = Fraction(5, 100)
    /// The clean images that set the threshold: from this share of the test set to its end.
    public var calibration = Fraction(1, 2)
    /// The start of the clean images on which rejections are counted, as a share of the test set, above 0; the attacked images come before it.
    public var from = Fraction(1, 20)
    /// The end of these clean images, as a share of the test set, above `from` and at most `calibration`.
    public var to = Fraction(1, 5)
    /// The paper's detector: the largest gradient norm of a class probability, 5 % false positives.
    public init() {}

    /// Throws `Invalid` for a share out of range, and for a quantity of attacks alone.
    public func validate() throws {
        if of.observation == nil { throw Invalid("of", expected: "a quantity that clean images have as well, such as gradientNorm") }
        if !(0...0.5 ~= falsePositives.value) { throw Invalid("falsePositives", expected: "a share from 0 to 0.5") }
        if !(0..<1 ~= calibration.value) { throw Invalid("calibration", expected: "a share from 0 to less than 1") }
        if !(0..<1 ~= from.value && from.value > 0) { throw Invalid("from", expected: "a share above 0 and less than 1") }
        if !(from.value < to.value && to.value <= calibration.value) {
            throw Invalid("to", expected: "a share greater than from (\(from)), and at most calibration (\(calibration)): no image serves twice")
        }
    }

    /// The rows that are tested, those of clean images of the test range, and those that set the threshold, all different images.
    ///
    /// Throws `Lacking` for a cell without a model.
    func needs(_ subject: Subject) throws -> [Need] {
        guard let data = subject.data ?? subject.model?.work.dataset else { throw Lacking(what: "data set") }
        let count = subject.profile.count([], of: data)
        func place(_ share: Fraction) -> Int { Int(Double(count) * share.value + 1e-9) }
        let clean = subject.with(attack: Clean()), held = place(calibration)..<count, counted = place(from)..<place(to)
        var tested = try clean.rows(observing: of.observation, samples: counted)
        if subject.isAttacked {
            tested = try of.need(subject)
            tested.samples = 0..<min(tested.samples.upperBound, counted.lowerBound)
        }
        return [
            tested, try clean.rows(observing: of.observation, samples: counted), try clean.rows(observing: of.observation, samples: held),
        ]
    }

    /// The same text for the same detector.
    var identity: String { (try? Tree(of: self).canonicalJSON) ?? "" }

    func threshold(_ rows: [Rows]) throws -> Double {
        try detectionThreshold(clean: of.values(rows[rows.count - 1]), falsePositives: falsePositives.value)
    }

    /// The quantity at the tested images: adversarial ones of images that were classified correctly, or clean ones.
    func tested(_ rows: [Rows]) -> [Double] {
        let values = of.values(rows[0])
        return rows[0].cleanOrFooled().map { values[$0] }
    }
}

/// The share of images that a detector rejects: the detection rate of an attack, or the false positives of clean images.
public struct DetectionRate: Measure {
    /// The detector.
    public var detector = Detector()
    /// True for clean images, regardless of the cell's attack.
    public var clean = false
    /// The paper's detector.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the tested images and of the clean ones. Throws as `Detector` does.
    public func needs(_ subject: Subject) throws -> [Need] { try detector.needs(clean ? subject.with(attack: Clean()) : subject) }
    /// 1 for each rejected image, among clean or fooled images. The threshold is a constant, since other images set it.
    public var sampling: Sampling? {
        Sampling(.share, counted: { $0[0].cleanOrFooled() }) { rows in
            let threshold = try detector.threshold(rows)
            return detector.of.values(rows[0]).map { $0 > threshold ? 1 : 0 }
        }
    }
    /// True unless the rejected images are clean.
    public var dependsOnAttack: Bool { !clean }
    /// The rejected among clean or fooled images.
    public var meaning: Meaning? { .rejected(Meaning.Counted(detector.of.column, among: .fooled, isClean: clean), detector: detector.identity) }
    /// The share with its interval; not a number if no image was fooled.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = detector.tested(rows), threshold = try detector.threshold(rows), count = values.count { $0 > threshold }
        if values.isEmpty { return .number(.nan, count: 0) }
        return .number(Double(count) / Double(values.count), count: values.count, interval: wilsonInterval(count, of: values.count))
    }
}

/// The threshold of a detector.
public struct DetectionThreshold: Measure {
    /// The detector.
    public var detector = Detector()
    /// The paper's detector.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the clean images that set it. Throws as `Detector` does.
    public func needs(_ subject: Subject) throws -> [Need] { try detector.needs(subject).suffix(1) }
    /// False: other images set it.
    public var dependsOnAttack: Bool { false }
    /// The detector's threshold.
    public var meaning: Meaning? { .threshold(Meaning.Counted(detector.of.column, isClean: true), detector: detector.identity) }
    /// The threshold, without an interval.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading { .number(try detector.threshold(rows), count: rows[0].count) }
}

/// The area under a detector's ROC curve: the probability that the quantity is larger at an adversarial image than at a clean one, ties counted half.
public struct DetectionArea: Measure {
    /// The detector; its threshold does not matter.
    public var detector = Detector()
    /// The paper's detector.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the tested images and of the clean ones. Throws as `Detector` does.
    public func needs(_ subject: Subject) throws -> [Need] { try detector.needs(subject) }
    /// The area, without an interval; not a number if no image was fooled.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = detector.tested(rows)
        if values.isEmpty { return .number(.nan, count: 0) }
        return .number(try ReceiverOperatingCurve(positives: values, negatives: detector.of.values(rows[1])).area, count: values.count)
    }
}

/// A detector's ROC curve: detection rate against false positives, over all thresholds.
public struct DetectionCurve: Measure {
    /// The detector; its threshold does not matter.
    public var detector = Detector()
    /// The paper's detector.
    public init() {}
    /// A line.
    public var kind: Reading.Kind { .line }
    /// The rows of the tested images and of the clean ones. Throws as `Detector` does.
    public func needs(_ subject: Subject) throws -> [Need] { try detector.needs(subject) }
    /// The curve; empty if no image was fooled.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = detector.tested(rows)
        if values.isEmpty { return .line([]) }
        return .line(
            try ReceiverOperatingCurve(positives: values, negatives: detector.of.values(rows[1])).points.map { Reading.Point(x: $0.x, y: $0.y) })
    }
    /// The number of adversarial images behind it.
    public func count(_ rows: [Rows]) -> Int? { detector.tested(rows).count }
}

extension Rows {
    /// The positions of the images that were classified correctly and then fooled; for clean images, and for rows without attacks, all positions.
    func cleanOrFooled() -> [Int] {
        if !columns.contains("attacked") { return Array(0..<count) }
        let attacked = column("attacked"), correct = column("correct"), found = column("found")
        return attacked.indices.filter { attacked[$0] == 0 || (correct[$0] == 1 && found[$0] == 1) }
    }
}
