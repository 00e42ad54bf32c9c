public import Records
public import Tensors
import Attacks
import Declarations
import Statistics

/// Error against radius: the cumulative distribution of the least distances.
public struct ErrorCurve: Measure {
    /// The norm of the distances; by default the attack's. In another norm, the distances of the same adversarial images, which are not minimised.
    public var norm: Norm?
    /// The curve over the attack's own distances.
    public init() {}
    /// A curve.
    public var kind: Reading.Kind { .curve }
    /// The distribution of distances in its norm.
    public var meaning: Meaning? { .distribution(Meaning.Counted(Distance().column, norm: norm)) }
    /// The rows of the cell's attack. Throws `Lacking` for a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] {
        if !subject.isAttacked { throw Lacking(what: "attack") }
        var need = try subject.rows()
        if let norm, norm != subject.attack.norm { need.beside = Perturbations(of: try Input(need.work)) }
        return [need]
    }
    /// The curve over all rows; a failed search never counts as an error.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        var distances = rows[0].column("distance")
        if let norm, rows[0].columns.contains(norm.rawValue) {
            distances = zip(distances, rows[0].column(norm.rawValue)).map { $0 > 0 && $0.isFinite ? $1 : $0 }
        }
        return .curve(try errorCurve(distances).map { Reading.Point(x: $0.x, y: $0.y) })
    }
}
