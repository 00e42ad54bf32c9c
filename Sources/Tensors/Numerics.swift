/// Raised when the engine's bits change: part of every key.
public enum Numerics {
    public static let version = 1
}
