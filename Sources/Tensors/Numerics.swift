/// The versions of the engine's bits. Raised when the bits change; every key holds those that its result depends on.
public enum Numerics {
    /// Of training: forward, adjoint, tangent and second adjoint passes, penalties and descent. All that a trained net's key holds, so that a
    /// change of evaluation alone orphans no net.
    public static let training = 2
    /// Of evaluation: logits and gradients of a net that is not trained any more, hence of attacks and observations.
    public static let evaluation = 2
}
