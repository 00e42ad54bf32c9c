import CKernels
import Foundation
import Synchronization

/// The threads that share the engine's work, and the kernels they run. Every result is the same for any number of threads and any vector width.
///
/// A thread that has nothing to do spins for a few microseconds, since the next phase usually starts that soon, and then sleeps.
public final class Team: Sendable {
    /// At least 1; the caller is one of them. Fewer than requested if the system refused some.
    public let threads: Int
    /// The reason why there are fewer threads than requested; nil if there are enough.
    public let shortage: String?
    /// The number of threads among which work is divided where a finer division costs extra: `threads`, except to predict a larger team.
    public let shares: Int
    /// The kernels that they run.
    public let instructions: InstructionSet
    private let shared: Shared
    private let observe: (@Sendable (_ items: Int, _ seconds: Double) -> Void)?

    /// Starts the threads. If the system refuses some, work continues with the others, and `shortage` says so; results do not depend on their
    /// number.
    ///
    /// `observe` receives every phase of shared work when it ends, on the caller's thread: its number of items and its duration.
    public init(
        threads: Int, shares: Int? = nil, instructions: InstructionSet,
        observe: (@Sendable (_ items: Int, _ seconds: Double) -> Void)? = nil
    ) {
        precondition(threads >= 1 && shares ?? 1 >= 1)
        let shared = Shared()
        var made = 1, code: Int32 = 0
        while made < threads && code == 0 {
            code = startThread { [made] in shared.work(as: made) }
            if code == 0 { made += 1 }
        }
        shortage = code == 0 ? nil : "only \(made) of \(threads) threads could be started: \(String(cString: strerror(code)))"
        (self.threads, self.shares, self.instructions, self.observe) = (made, shares ?? threads, instructions, observe)
        self.shared = shared
    }

    deinit { shared.stop() }

    /// Calls `body` once for each item of 0..<count, on any thread (0..<threads), in any order. One call at a time.
    public func forEach(_ count: Int, _ body: (_ item: Int, _ thread: Int) -> Void) {
        guard let observe else { return share(count, body) }
        let start = ContinuousClock.now
        share(count, body)
        observe(count, start.duration(to: .now) / .seconds(1))
    }

    private func share(_ count: Int, _ body: (_ item: Int, _ thread: Int) -> Void) {
        if threads == 1 || count <= 1 {
            for item in 0..<count { body(item, 0) }
            return
        }
        withoutActuallyEscaping(body) { body in shared.run(count, helpers: threads - 1, body) }
    }
}

/// Starts a thread that runs `body` once; returns 0 or the system's error number. (Foundation's `Thread` does not report a failure.)
private func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let held = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let code = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { attributes in
        pthread_attr_init(attributes.baseAddress!)
        defer { pthread_attr_destroy(attributes.baseAddress!) }
        pthread_attr_setstacksize(attributes.baseAddress!, 1 << 20)
        return pthread_create(
            &thread, attributes.baseAddress!,
            { held in
                Unmanaged<Body>.fromOpaque(held!).takeRetainedValue().run()
                return nil
            }, held.toOpaque())
    }
    if code == 0 { pthread_detach(thread) } else { held.release() }
    return code
}

/// State shared between the caller and its helpers. `body` and `count` are written before a generation is announced and read only while it runs, so
/// the atomics order every access to them.
private final class Shared: @unchecked Sendable {
    private let generation = Atomic<Int>(0), next = Atomic<Int>(0), running = Atomic<Int>(0), stopped = Atomic<Bool>(false)
    private let condition = NSCondition()
    private var sleepers = 0
    private var count = 0
    private var body: ((Int, Int) -> Void)?
    private static let spins = 4000

    func run(_ count: Int, helpers: Int, _ body: @escaping (Int, Int) -> Void) {
        (self.count, self.body) = (count, body)
        next.store(0, ordering: .relaxed)
        running.store(helpers, ordering: .relaxed)
        generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
        condition.lock()
        if sleepers > 0 { condition.broadcast() }
        condition.unlock()
        drain(as: 0)
        var turns = 0
        while running.load(ordering: .acquiring) > 0 {
            turns += 1
            if turns < Self.spins { kernels_pause() } else { sched_yield() }
        }
        self.body = nil
    }

    private func drain(as thread: Int) {
        guard let body else { return }
        while true {
            let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if item >= count { return }
            body(item, thread)
        }
    }

    func work(as thread: Int) {
        var seen = 0
        while wait(past: seen) {
            seen += 1
            drain(as: thread)
            running.wrappingSubtract(1, ordering: .releasing)
        }
    }

    private func wait(past seen: Int) -> Bool {
        for _ in 0..<Self.spins {
            if stopped.load(ordering: .acquiring) { return false }
            if generation.load(ordering: .acquiring) != seen { return true }
            kernels_pause()
        }
        condition.lock()
        defer { condition.unlock() }
        sleepers += 1
        while generation.load(ordering: .sequentiallyConsistent) == seen, !stopped.load(ordering: .acquiring) { condition.wait() }
        sleepers -= 1
        return !stopped.load(ordering: .acquiring)
    }

    func stop() {
        stopped.store(true, ordering: .sequentiallyConsistent)
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }
}
