// Matrix products by OpenBLAS, on the calling thread. Its last bits differ by version and by processor, so no trained net may depend on them. They
// serve references that are compared within a tolerance, and general shapes that no net of the paper has.

import COpenBLAS

/// C = op(A) op(B) in float32, row-major: op(A) is [rows, inner], op(B) is [inner, columns], C is [rows, columns].
public struct MatrixProduct: Sendable, Equatable {
    /// The extents of the factors: [rows, inner] and [inner, columns].
    public var rows: Int, inner: Int, columns: Int
    /// True: A is stored as [inner, rows].
    public var transposedLeft: Bool
    /// True: B is stored as [columns, inner].
    public var transposedRight: Bool

    /// A product with these extents, none negative.
    public init(rows: Int, inner: Int, columns: Int, transposedLeft: Bool = false, transposedRight: Bool = false) {
        precondition(rows >= 0 && inner >= 0 && columns >= 0)
        (self.rows, self.inner, self.columns) = (rows, inner, columns)
        (self.transposedLeft, self.transposedRight) = (transposedLeft, transposedRight)
    }

    /// C [rows, columns] of the stored A and B.
    public func callAsFunction(_ a: [Float], _ b: [Float]) -> [Float] {
        precondition(a.count == rows * inner && b.count == inner * columns, "\(a.count) and \(b.count) values for \(self)")
        var c = [Float](repeating: 0, count: rows * columns)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
                    add(
                        a, stride: transposedLeft ? rows : inner, b, stride: transposedRight ? inner : columns, to: c, stride: columns, keeping: 0)
                }
            }
        }
        return c
    }

    /// C = op(A) op(B) + keeping * C, with rows of the stored matrices `stride` floats apart.
    func add(
        _ a: UnsafePointer<Float>, stride aStride: Int, _ b: UnsafePointer<Float>, stride bStride: Int,
        to c: UnsafeMutablePointer<Float>, stride cStride: Int, keeping: Float
    ) {
        _ = Self.oneThread
        if rows == 0 || columns == 0 { return }
        cblas_sgemm(
            CblasRowMajor, transposedLeft ? CblasTrans : CblasNoTrans, transposedRight ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(inner), 1, a, blasint(max(aStride, 1)), b, blasint(max(bStride, 1)), keeping,
            c, blasint(max(cStride, 1)))
    }

    /// The library's own threads would compete with those of a `Team`.
    private static let oneThread: Void = openblas_set_num_threads(1)
}
