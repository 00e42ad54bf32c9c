// The largest singular value of a linear map A: the square root of the largest eigenvalue of A^T A, by the Lanczos process from a random start (Golub
// and Van Loan 2013, Matrix Computations, section 10.1). Step k adds alpha_k and beta_k to a symmetric tridiagonal matrix T:
//     w = A^T A v_k - beta_{k-1} v_{k-1},   alpha_k = v_k w,   beta_k v_{k+1} = w - alpha_k v_k
// The largest eigenvalue theta of T is a Rayleigh quotient: at most the square of the norm, and closer to it than k steps of power iteration. With s
// its unit eigenvector, some eigenvalue of A^T A is within beta_k |s_k| of theta. Without reorthogonalisation, rounding duplicates converged
// eigenvalues, which does not change the largest (Paige 1980, Linear Algebra and its Applications 34).

public import Tensors

/// The largest singular value of a linear map.
public struct SpectralNorm: Sendable, Equatable {
    /// The estimate, never above the norm except for rounding.
    public let value: Double
    /// The number of times that the map and its transpose were applied.
    public let steps: Int

    /// Iterates until some singular value is guaranteed to be within `residual` of the estimate, relative to it.
    ///
    /// If the largest one is well separated, the estimate is far more accurate, since its error is of second order in the residual. No residual can
    /// exclude a larger singular value whose vector is almost orthogonal to the start; of two that differ by less than 1e-6, the estimate may be
    /// either.
    ///
    /// - Parameters:
    ///   - random: the source of the start vector, normally distributed.
    ///   - most: the largest number of steps.
    /// - Throws: `Unsettled` if that many steps are not enough, and for a map whose numbers overflow.
    public init(of map: some LinearMap, _ random: RandomSource, residual: Double = 1e-8, most: Int = 20_000) throws(Unsettled) {
        var stream = random.stream(sample: 0)
        var next = (0..<map.inputs).map { _ in Double(stream.normal()) }, previous = next, beta = norm(next), tridiagonal = Tridiagonal()
        for step in 1...most {
            let vector = next.map { $0 / beta }
            next = map.transposed(map(vector))
            if step > 1 { subtract(beta, previous, from: &next) }
            let alpha = dot(vector, next)
            subtract(alpha, vector, from: &next)
            tridiagonal.append(alpha, coupling: beta)
            (beta, previous) = (norm(next), vector)
            if !alpha.isFinite || !beta.isFinite { break }
            let theta = tridiagonal.largestEigenvalue()
            // The relative error of the norm is half that of its square.
            if beta * tridiagonal.lastComponent(theta) <= 2 * residual * theta {
                (value, self.steps) = (theta.squareRoot(), step)
                return
            }
        }
        throw Unsettled(most: most)
    }

    /// An iteration that did not converge.
    public struct Unsettled: Error, Equatable, CustomStringConvertible {
        /// The largest number of steps.
        public let most: Int
        /// One line with that number.
        public var description: String { "the spectral norm does not converge within \(most) steps" }
    }
}

/// A symmetric tridiagonal matrix that grows row by row.
private struct Tridiagonal {
    private var diagonal: [Double] = [], beside: [Double] = []
    /// A lower bound: the largest eigenvalue of the matrix before it grew, since eigenvalues interlace.
    private var low = -Double.infinity

    /// Adds a row; `coupling`, which the first row lacks, is its off-diagonal entry.
    mutating func append(_ entry: Double, coupling: Double) {
        if !diagonal.isEmpty { beside.append(coupling) }
        diagonal.append(entry)
    }

    /// By bisection, to the last bit.
    mutating func largestEigenvalue() -> Double {
        low = max(low, diagonal[diagonal.count - 1])
        // Gershgorin's discs.
        var high = diagonal.indices.map { diagonal[$0] + ($0 > 0 ? beside[$0 - 1] : 0) + ($0 < beside.count ? beside[$0] : 0) }.max()!
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return low }
            if isAboveAll(middle) { high = middle } else { low = middle }
        }
    }

    /// True if x exceeds every eigenvalue: then all pivots of x - T are positive.
    private func isAboveAll(_ x: Double) -> Bool {
        var pivot = x - diagonal[0]
        for (entry, coupling) in zip(diagonal.dropFirst(), beside) where pivot > 0 { pivot = x - entry - coupling * coupling / pivot }
        return pivot > 0
    }

    /// The magnitude of the last component of the unit eigenvector, by the recurrence from the last to the first, in which it grows.
    func lastComponent(_ eigenvalue: Double) -> Double {
        var (above, below, squares) = (1.0, 0.0, 1.0)
        for row in stride(from: diagonal.count - 1, to: 0, by: -1) {
            let next = ((eigenvalue - diagonal[row]) * above - (row < beside.count ? beside[row] : 0) * below) / beside[row - 1]
            (above, below) = (next, above)
            squares += next * next
        }
        return 1 / squares.squareRoot()
    }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
private func norm(_ x: [Double]) -> Double { dot(x, x).squareRoot() }
private func subtract(_ factor: Double, _ x: [Double], from y: inout [Double]) { for i in y.indices { y[i] -= factor * x[i] } }
