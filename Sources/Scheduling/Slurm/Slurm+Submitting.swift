import Files
import Foundation

extension Slurm {
    /// Submits the pending arrays in order, as far as the cluster accepts them for now, with a note if it does not accept all. Throws `SlurmError`
    /// with Slurm's message if it refuses one.
    func submit() throws {
        while let next = pending.first {
            if let reason = next.array.needs.compactMap({ refused[$0] }).first {
                for node in pending.removeFirst().array.nodes { refused[node.id] = reason }
                continue
            }
            let submission = try next.submission ?? prepared(next.array)
            pending[0].submission = submission
            // An earlier attempt may have arrived although no answer came back.
            if next.wasTried {
                guard let queue = try? look() else { return }
                submission.array = queue.first { $0.comment == submission.name }?.array
            }
            if submission.array == nil {
                let dependency = dependency(of: next.array)
                let words = SlurmScript.words(
                    folder: submission.folder, workingFolder: FileManager.default.currentDirectoryPath, dependency: dependency,
                    script: submission.scriptFile)
                do {
                    let answer = try client.answer("sbatch", words)
                    // With several clusters, the cluster's name follows after a semicolon.
                    guard let array = Int(answer.prefix { $0.isNumber }) else { throw SlurmError("sbatch: no job number in \(answer.prefix(80))") }
                    submission.array = array
                } catch let error as SlurmError {
                    pending[0].wasTried = true
                    guard Self.isPassing(error) else { throw error }
                    if !isFull { note("cluster    accepts no more jobs for now, the rest follows: \(error)") }
                    isFull = true
                    return
                }
            }
            pending.removeFirst()
            for (index, node) in next.array.nodes.enumerated() { jobs[node.id] = SlurmJob(submission: submission, index: index) }
        }
    }

    /// Submits what is pending, while others run. If an array is refused, its nodes fail.
    func submitMore() {
        while true {
            do { return try submit() } catch {
                for node in pending.removeFirst().array.nodes { refused[node.id] = "\(error)" }
            }
        }
    }

    private func prepared(_ array: SlurmArray) throws -> SlurmSubmission {
        let more = probe.map { ["--lock-probe", $0.path] } ?? []
        return try SlurmSubmission(array.nodes, in: folder) { submission, folder in
            SlurmScript(
                name: name, comment: submission, executable: executable, workingFolder: FileManager.default.currentDirectoryPath, folder: folder,
                settings: settings, nodes: array.nodes, more: more
            ).text
        }
    }

    /// The tasks that an array waits for. A whole array is named once; tasks that have succeeded, which Slurm may have forgotten, are left out.
    private func dependency(of array: SlurmArray) -> [String] {
        var tasks: [Int: [Int]] = [:], sizes: [Int: Int] = [:]
        for need in array.needs.sorted() {
            guard let job = jobs[need], let number = job.submission.array, job.submission.status(job.index) != 0 else { continue }
            tasks[number, default: []].append(job.index)
            sizes[number] = job.submission.tasks.count
        }
        let names = tasks.sorted { $0.key < $1.key }.flatMap { number, indices in
            indices.count == sizes[number] ? ["\(number)"] : indices.sorted().map { "\(number)_\($0)" }
        }
        return (names.isEmpty ? [] : ["afterok:" + names.joined(separator: ":")])
            + (array.after.isEmpty ? [] : ["afterany:" + array.after.sorted().joined(separator: ":")])
    }

    /// True for a temporary refusal: a limit on the number of jobs, or a controller that does not answer.
    private static func isPassing(_ error: SlurmError) -> Bool {
        let words = error.description.lowercased()
        return [
            "submitjob", "submit limit", "job limit", "temporarily", "unable to contact", "timed out", "no answer", "connection refused",
            "connect failure",
        ]
        .contains { words.contains($0) }
    }

    /// Cancels these jobs.
    func cancel(_ jobs: [SlurmJob]) {
        let labels = jobs.compactMap(\.label)
        for start in stride(from: 0, to: labels.count, by: 500) {
            do { _ = try client.answer("scancel", Array(labels[start..<min(start + 500, labels.count)])) } catch {
                note("cluster    jobs that are not wanted could not be cancelled: \(error)")
            }
        }
    }
}

/// An array that the cluster has not accepted yet.
struct Pending {
    /// Its nodes, and what they wait for.
    var array: SlurmArray
    /// Its files, once written.
    var submission: SlurmSubmission?
    /// True once an attempt to submit it has failed or remained without an answer.
    var wasTried = false

    /// The array without some nodes; nil if nothing is left. Its files are written again.
    func without(_ unwanted: Set<String>) -> Pending? {
        var rest = array
        rest.nodes.removeAll { unwanted.contains($0.id) }
        if rest.nodes.count == array.nodes.count { return self }
        return rest.nodes.isEmpty ? nil : Pending(array: rest)
    }
}
