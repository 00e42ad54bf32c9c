import Foundation
import SeededNumbers

/// One parser's inputs, tried in a process of their own: whatever ends that process ends no other test, and its file of counts says where it was.
struct Child: Codable, Sendable {
    let name: String, folder: String, seed: UInt64
    /// Seconds to go on for after the first inputs; 0 in the normal suite.
    let seconds: Double
    /// At least this many inputs; nil for the target's own number.
    let least: Int?

    /// Processor seconds that one input may take, bytes of memory beside those that the process began with.
    static let mostSeconds = 5, mostBytes = 1 << 30

    /// The input of this number; the same in the child and in whoever wants to see it. The first are the valid files themselves.
    static func input(_ number: Int, of target: Target, seed: UInt64) -> (name: String, data: Data) {
        let valid = target.seeds + target.large
        if number < valid.count { return (valid[number].name, valid[number].data) }
        var random = Seeded(seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
        let one = target.seed(&random)
        return (one.name, Mutation.mutate(one.data, with: valid.map(\.data), &random))
    }

    /// Runs the inputs; what goes wrong ends the process.
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

    /// The processor's time, not the clock's: a loaded machine ends no input.
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

/// Numbers in a file that is mapped into memory: they outlive the process that counts.
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
