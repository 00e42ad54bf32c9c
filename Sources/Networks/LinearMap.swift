/// A linear map between spaces of real numbers, in Double, with its transpose.
public protocol LinearMap {
    /// The dimension of its domain.
    var inputs: Int { get }
    /// A x: [inputs] -> [outputs].
    func callAsFunction(_ x: [Double]) -> [Double]
    /// A^T y: [outputs] -> [inputs].
    func transposed(_ y: [Double]) -> [Double]
}
