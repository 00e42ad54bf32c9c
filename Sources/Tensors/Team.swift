import Dispatch

/// The threads that share the engine's work. Every result is the same for any number of them.
public final class Team: Sendable {
    /// At least 1.
    public let threads: Int
    public init(threads: Int) {
        precondition(threads >= 1)
        self.threads = threads
    }

    /// Calls `body` once for each item of 0..<count, on any thread (0..<threads), in any order.
    public func forEach(_ count: Int, _ body: @Sendable (_ item: Int, _ thread: Int) -> Void) {
        for item in 0..<count { body(item, 0) }
    }
}
