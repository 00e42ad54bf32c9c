/// Versions of the engine's bits, part of every key: a training's key holds the first alone, so that a faster evaluation orphans no net.
public enum Numerics {
    /// Raised when the bits of training change.
    public static let training = 1
    /// Raised when the bits of evaluation (clean passes, attacks, observations) change.
    public static let evaluation = 1
}
