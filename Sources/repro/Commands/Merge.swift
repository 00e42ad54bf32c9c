import ArgumentParser
import Experiments
import Records

struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Collects the stores of several machines in one.",
        discussion: """
            For machines that share no disk and no queue: each runs its shard, then the stores are copied to one machine and merged there. The last \
            run finds all jobs done and writes the tables.

              repro run --profile laptop --data DIR --shard 1/2 --store first     (on one machine)
              repro run --profile laptop --data DIR --shard 2/2 --store second    (on another)
              repro merge first second
              repro run --profile laptop --data DIR
            """)
    @Argument(help: "The stores to collect; they are left as they are.", transform: namedFolder)
    var sources: [String]
    @OptionGroup var place: Where

    func run() throws {
        for source in sources {
            let copied = try place.store.take(from: Store(source))
            try say("\(source): \(copied.files) files of \(copied.jobs) jobs")
        }
    }
}
