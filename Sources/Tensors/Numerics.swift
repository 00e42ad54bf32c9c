/// The versions of the engine's bits, raised when the bits change; every key contains those that its result depends on.
public enum Numerics {
    /// Of training: forward, adjoint, tangent and second adjoint passes, penalties and descent. A trained net's key contains only this one, so that a
    /// change of evaluation alone does not orphan trained nets.
    public static let training = 2
    /// Of evaluation: logits and gradients of a trained net, hence attacks and observations.
    public static let evaluation = 2
}
