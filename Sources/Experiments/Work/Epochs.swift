import Declarations
public import Records
import Training
import Foundation

/// The epochs of a training, one row each, from the history that it wrote. If a net was kept without its history, they are marked as unknown.
public struct Epochs: Work {
    /// The training.
    public var model = Input.none
    /// The epochs of no particular training.
    public init() {}
    /// The epochs of a training.
    public init(of model: Input) { self.model = model }

    /// The training.
    public var inputs: [Input] { [model] }
    /// The number of epochs; 0 for work that is not a training.
    public var available: Int? { (model.work as? Train)?.recipe.epochs ?? 0 }
    /// 1: numbers are copied, not computed.
    public var numerics: Int { 1 }
    /// As in "epochs of undefended".
    public var label: String { "epochs of \(model.title)" }
    /// The number of the epoch, from 1; the mean loss without penalties, the mean penalty, and the share of augmented training images that were
    /// misclassified; and 1 if these are known, else all are 0.
    public var columns: [String]? { Self.numbers + ["known"] }
    private static let numbers = Train.columns.split(separator: ",").map(String.init)
    /// The time to read a file.
    public var effort: Effort { Effort(kind: "epochs") }
    /// All of them.
    public var block: Int { 1_000_000 }
    /// False: it is read in one piece.
    public var isDivisible: Bool { false }

    /// Reads the history of the training. Throws `RecordsError` for a damaged one.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let store = workspace.store, file = store.path(model.key, Train.history), unknown = [Double](repeating: 0, count: Self.numbers.count + 1)
        let lines =
            store.has(model.key, Train.history)
            ? try CSVTable(parsing: String(decoding: try store.read(model.key, Train.history), as: UTF8.self), file: file).rows : []
        return { samples in
            var rows: [Int: [Double]] = [:]
            for sample in samples {
                let numbers = sample < lines.count ? lines[sample].compactMap { Double($0) }.filter(\.isFinite) : []
                rows[sample] = numbers.count == Self.numbers.count ? numbers + [1] : unknown
            }
            try workspace.write(Rows(columns: Self.numbers + ["known"], rows), key)
        }
    }
}
