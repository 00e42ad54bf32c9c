import Foundation
import SeededNumbers

/// One parser's inputs, tried in a separate process: if it dies, no other test does, and its file of counts tells at which input.
struct Child: Codable, Sendable {
    let name: String, folder: String, seed: UInt64
    /// Seconds to continue after the first inputs; 0 in the normal suite.
    let seconds: Double
    /// The least number of inputs; nil: the target's own number.
    let least: Int?

    /// Processor seconds that one input may take, and bytes of memory beyond those that the process began with.
    static let mostSeconds = 5, mostBytes = 1 << 30

    /// The input with this number, the same in any process that asks for it. The first ones are the valid files themselves.
    static func input(_ number: Int, of target: Target, seed: UInt64) -> (name: String, data: Data) {
        let valid = target.seeds + target.large
        if number < valid.count { return (valid[number].name, valid[number].data) }
        var random = Seeded(seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
        let one = target.seed(&random)
        return (one.name, Mutation.mutate(one.data, with: valid.map(\.data), &random))
    }

    /// Runs the inputs; any failure ends the process.
    func run() throws {
        let target = try Target.named(name, in: folder), counts = try Counts("\(folder)/counts"), start = ContinuousClock.now
        let valid = target.seeds.count + target.large.count
        limitMemory()
        var number = 0
        while number < least ?? target.inputs || start.duration(to: .now) < .seconds(seconds) {
            let (name, data) = Self.input(number, of: target, seed: seed)
            counts[.begun] = number + 1
            limitTime(Self.mostSeconds)
            do {
                try target.read(name, data)
                counts[.accepted] += 1
            } catch {
                if number < valid { throw error }
                _ = "\(error)"  // the message is made, too
            }
            number += 1
        }
        limitTime(0)
    }

    /// Processor time, not wall-clock time: a loaded machine does not abort an input.
    private func limitTime(_ seconds: Int) {
        var limit = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
    }

    private func limitMemory() {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").compactMap { Int($0) } ?? []
        guard pages.count > 5 else { return }
        let most = rlim_t(pages[5] * Int(getpagesize()) + Self.mostBytes)
        var limit = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    }
}

/// Counters in a memory-mapped file, which outlive the counting process.
struct Counts {
    enum Kind: Int { case begun, accepted }
    private let numbers: UnsafeMutablePointer<Int>

    init(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0, ftruncate(file, 16) == 0, let memory = mmap(nil, 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else {
            throw CocoaError(.fileWriteUnknown)
        }
        close(file)
        numbers = memory.bindMemory(to: Int.self, capacity: 2)
    }
    subscript(kind: Kind) -> Int {
        get { numbers[kind.rawValue] }
        nonmutating set { numbers[kind.rawValue] = newValue }
    }
}
