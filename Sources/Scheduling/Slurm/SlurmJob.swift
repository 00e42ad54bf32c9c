/// A node's job: a task of a submission.
struct SlurmJob {
    /// A task's array and its place there, as the queue lists them.
    struct Place: Hashable { let array: Int?, index: Int }

    /// The array.
    let submission: SlurmSubmission
    /// Its place in the array.
    let index: Int

    /// Its place in the queue.
    var place: Place { Place(array: submission.array, index: index) }
    /// The node's name and arguments.
    var words: [String] { submission.tasks[index] }
    /// Its number for Slurm's programs, such as `12_3`; nil if it is not known to have been submitted.
    var label: String? { submission.array.map { "\($0)_\(index)" } }
}
