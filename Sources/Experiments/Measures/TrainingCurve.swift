import Declarations
public import Records
import Training

/// A number recorded in training against the epoch, as a line.
public struct TrainingCurve: Measure {
    /// The numbers that a training records: the mean loss without penalties, the mean penalty, and the share of augmented training images that were
    /// misclassified.
    public enum Number: String, Codable, Sendable, CaseIterable { case loss, penalty, error }
    /// The number: mean `loss` without penalties, mean `penalty`, or `error` on the augmented training images.
    public var of = Number.loss
    /// The loss by epoch.
    public init() {}
    /// A line.
    public var kind: Reading.Kind { .line }
    /// The history of the cell's model. Throws `Lacking` for a cell without one, and `Refused` for a model that no job trains.
    public func needs(_ subject: Subject) throws -> [Need] {
        guard let model = subject.model else { throw Lacking(what: "model") }
        guard let training = model.work as? Train else { throw Refused("\(model.title) is not trained here, so it has no training curve") }
        return [Need(Epochs(of: model), 0..<training.recipe.epochs)]
    }
    /// A point for each epoch whose history is known.
    public func callAsFunction(_ rows: [Rows]) -> Reading {
        let known = rows[0].column("known"), epochs = rows[0].column("epoch"), numbers = rows[0].column(of.rawValue)
        return .line(known.indices.filter { known[$0] == 1 }.map { Reading.Point(x: epochs[$0], y: numbers[$0]) })
    }
    /// Nil: epochs are not images.
    public func count(_ rows: [Rows]) -> Int? { nil }
}
