import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a value to poll during one run.
enum StopSignals {
    private static let received = Atomic<Int32>(0)

    /// The first signal since `watch`; nil if there was none.
    static var first: Int32? {
        let signal = received.load(ordering: .acquiring)
        return signal == 0 ? nil : signal
    }

    /// Records the signals instead of ending the process; returns a function that restores the former handlers.
    ///
    /// A signal that was ignored when this process started stays ignored, as `nohup`, or `&` in a script, intends.
    static func watch() -> () -> Void {
        received.store(0, ordering: .releasing)
        var former: [(Int32, sigaction)] = [], set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction(), old = sigaction()
            sigaction(number, nil, &old)
            if unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
            action.__sigaction_handler.sa_handler = { StopSignals.note($0) }
            sigaction(number, &action, nil)
            former.append((number, old))
            sigaddset(&set, number)
        }
        // A process started from a thread that blocks signals would inherit the mask and never receive them.
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        return {
            for (number, action) in former {
                var action = action
                sigaction(number, &action, nil)
            }
        }
    }

    private static func note(_ number: Int32) { _ = received.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing) }
}
