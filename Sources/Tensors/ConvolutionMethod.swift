/// The algorithm of a convolution.
///
/// Root mean square error of an output relative to float64, for rectified normal inputs and He weights of C input channels (of a weight gradient at
/// 32 x 32 pixels in the last column), in units of 1e-7:
///
///                 C = 8   16   32   64  128  256  gradient
///     direct        1.1  1.6  2.1  3.0  4.1  5.8       4.0
///     F(2x2)        1.1  1.4  1.7  1.8  1.9  2.0       1.9
///     F(4x4)        3.3  4.7  5.0  5.3  5.5  5.8       5.2
public enum ConvolutionMethod: String, Sendable, CaseIterable, CustomStringConvertible {
    /// One chain of multiply-adds for each output.
    case direct
    /// Winograd's F(2 x 2, 3 x 3).
    case f2 = "F(2x2)"
    /// Winograd's F(4 x 4, 3 x 3).
    case f4 = "F(4x4)"

    /// The method's usual name.
    public var description: String { rawValue }
    /// Outputs on a side of a tile, as the kernels expect; 0 for the direct method.
    public var step: Int {
        switch self {
        case .direct: 0
        case .f2: 2
        case .f4: 4
        }
    }
    /// Packed numbers for each pair of input and output channel, for K x K taps.
    public func parts(taps K: Int) -> Int { self == .direct ? K * K : (step + 2) * (step + 2) }
}
