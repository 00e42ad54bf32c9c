import Foundation
import Scheduling

/// Answers like Slurm's programs. Each look at the queue advances time by one step: running tasks end, and waiting ones begin.
final class SimulatedSlurm: SlurmClient {
    struct Task {
        let array: Int, index: Int, label: String, comment: String, folder: String, id: String, needs: [String], after: [String]
        var state = "PENDING", looksLeft = 0, hasEnded = false
    }

    /// The limits of running and queued tasks, and the number of looks for which an ended task is listed.
    var slots = 100, room = Int.max, memory = 1
    /// The state in which a node's task ends, and the exit status that it writes, if any.
    var ending: (_ id: String) -> (state: String, status: Int?) = { _ in ("COMPLETED", 0) }
    /// The programs that fail with the message of a refused connection.
    var broken: Set<String> = []
    /// The number of next submissions that are accepted although the answer is lost.
    var lostAnswers = 0
    /// The nodes whose submission it refuses.
    var refusing: Set<String> = []
    /// The number of calls after which all programs answer again.
    var healAfter: Int?
    /// True: `scontrol` advances time as well.
    var stepsAtScontrol = false
    /// Called before each look.
    var beforeLook: () -> Void = {}
    /// The tasks that never begin.
    var held: Set<String> = []
    private(set) var tasks: [Task] = [], calls: [[String]] = [], most = 0
    private var lastArray = 0, succeeded: Set<String> = [], succeededOf: [Int: Int] = [:], sizes: [Int: Int] = [:], ended: Set<String> = []

    /// The names of all nodes that were submitted, in order.
    private(set) var submitted: [String] = []
    func count(_ program: String) -> Int { calls.count { $0[0] == program } }
    func calls(of program: String) -> [[String]] { calls.filter { $0[0] == program } }

    func answer(_ program: String, _ words: [String]) throws -> String {
        calls.append([program] + words)
        if let healAfter, calls.count >= healAfter { broken = [] }
        if broken.contains(program) { throw SlurmError("\(program): error: Unable to contact slurm controller (connect failure)") }
        switch program {
        case "sbatch": return try submit(words)
        case "squeue":
            beforeLook()
            step()
            return tasks.map { "\($0.array)|\($0.index)|\($0.state)|None|\($0.state == "RUNNING" ? "n1" : "")|\($0.comment)" }.joined(separator: "\n")
        case "scontrol":
            if stepsAtScontrol { step() }
            return tasks.map {
                "JobId=9 ArrayJobId=\($0.array) ArrayTaskId=\($0.index) JobName=\(jobName) JobState=\($0.state) Reason=None Comment=\($0.comment) "
            }.joined(separator: "\n")
        case "scancel":
            for label in words { cancel(label) }
            return ""
        default: throw SlurmError("\(program): no such program")
        }
    }

    private var jobName = ""

    private func submit(_ words: [String]) throws -> String {
        let script = try String(contentsOfFile: words.last!, encoding: .utf8), folder = URL(filePath: words.last!).deletingLastPathComponent().path
        func option(_ name: String) -> String? { script.firstMatch(of: try! Regex("#SBATCH --\(name)=(.*)\n"))?[1].substring.map(String.init) }
        let tasks = script.split(separator: "\n").last.map { $0.dropFirst("# tasks ".count) } ?? ""
        let ids = try JSONDecoder().decode([[String]].self, from: Data(tasks.utf8)).map { $0[0] }
        if self.tasks.count(where: { !$0.hasEnded }) + ids.count > room {
            throw SlurmError("sbatch: error: AssocMaxSubmitJobLimit; Batch job submission failed: Job violates accounting/QOS policy")
        }
        if !refusing.isDisjoint(with: ids) { throw SlurmError("sbatch: error: Memory specification can not be satisfied") }
        jobName = option("job-name") ?? ""
        lastArray += 1
        sizes[lastArray] = ids.count
        let waits = words.first { $0.hasPrefix("--dependency=") }?.dropFirst(13).split(separator: ",") ?? []
        func waited(_ kind: String) -> [String] { waits.first { $0.hasPrefix("\(kind):") }?.split(separator: ":").dropFirst().map(String.init) ?? [] }
        for (index, id) in ids.enumerated() {
            self.tasks.append(
                Task(
                    array: lastArray, index: index, label: "\(lastArray)_\(index)", comment: option("comment") ?? "", folder: folder, id: id,
                    needs: waited("afterok"),
                    after: waited("afterany")))
        }
        submitted += ids
        if lostAnswers > 0 {
            lostAnswers -= 1
            throw SlurmError("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation")
        }
        return "\(lastArray);cluster\n"
    }

    /// Ends a task as `scancel` does.
    func cancel(_ label: String) {
        for place in tasks.indices where tasks[place].label == label && !tasks[place].hasEnded {
            end(place, "CANCELLED", nil)
        }
    }

    /// Requeues a running task, as a preemption does.
    func requeue(_ id: String, as state: String = "PENDING") {
        for place in tasks.indices where tasks[place].id == id { tasks[place].state = state }
    }

    private func end(_ place: Int, _ state: String, _ status: Int?) {
        let task = tasks[place]
        tasks[place].state = state
        (tasks[place].looksLeft, tasks[place].hasEnded) = (memory, true)
        ended.insert(task.label)
        if let status, let file = fopen("\(task.folder)/\(task.index).status", "w") {
            fputs("\(status)\n", file)
            fclose(file)
        }
        guard status == 0 else { return }
        succeeded.insert(task.label)
        succeededOf[task.array, default: 0] += 1
    }

    private func step() {
        tasks.removeAll { $0.hasEnded && $0.looksLeft == 0 }
        for place in tasks.indices where tasks[place].hasEnded { tasks[place].looksLeft -= 1 }
        for place in tasks.indices where tasks[place].state == "RUNNING" {
            let (state, status) = ending(tasks[place].id)
            if state != "RUNNING" { end(place, state, status) }
        }
        var running = tasks.count { $0.state == "RUNNING" }
        for place in tasks.indices where running < slots && tasks[place].state == "PENDING" && !held.contains(tasks[place].id) {
            let task = tasks[place]
            let isReady = task.needs.allSatisfy { need in
                succeeded.contains(need) || Int(need).map { succeededOf[$0] == sizes[$0] } == true
            }
            guard isReady, task.after.allSatisfy(ended.contains) else { continue }
            tasks[place].state = "RUNNING"
            running += 1
        }
        most = max(most, running)
    }
}
