import ElementaryFunctions

/// The numbers a tape can work in: `Double` as the reference, `Float` to see the effect of single precision alone.
public protocol TapeScalar: BinaryFloatingPoint & Sendable {
    /// e to the power x.
    static func exp(_ x: Self) -> Self
    /// The natural logarithm of x > 0.
    static func log(_ x: Self) -> Self
    /// The hyperbolic tangent of x.
    static func tanh(_ x: Self) -> Self
    /// The result of `operation` on `inputs`, row-major. A protocol requirement, so that the loops are specialised for
    /// each scalar.
    static func evaluate(_ operation: Operation<Self>, _ inputs: [Operand<Self>], shape: [Int]) -> [Self]
}

extension Float: TapeScalar {
    /// `Elementary.exp`.
    public static func exp(_ x: Float) -> Float { Elementary.exp(x) }
    /// `Elementary.log`, for x > 0.
    public static func log(_ x: Float) -> Float { Elementary.log(x) }
    /// `Elementary.tanh`.
    public static func tanh(_ x: Float) -> Float { Elementary.tanh(x) }
    /// The operation in single precision.
    public static func evaluate(_ operation: Operation<Float>, _ inputs: [Operand<Float>], shape: [Int]) -> [Float] {
        operation.values(inputs, shape: shape)
    }
}

extension Double: TapeScalar {
    /// `Elementary.exp`.
    public static func exp(_ x: Double) -> Double { Elementary.exp(x) }
    /// `Elementary.log`, for x > 0.
    public static func log(_ x: Double) -> Double { Elementary.log(x) }
    /// `Elementary.tanh`.
    public static func tanh(_ x: Double) -> Double { Elementary.tanh(x) }
    /// The operation in double precision.
    public static func evaluate(_ operation: Operation<Double>, _ inputs: [Operand<Double>], shape: [Int]) -> [Double] {
        operation.values(inputs, shape: shape)
    }
}
