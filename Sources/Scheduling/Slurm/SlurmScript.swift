// The script of a job array. Each task runs one node and finally writes its exit status, so that its end is known without accounting. A task that
// Slurm stops (cancelled, preempted, out of time) writes none.

/// The text of a batch script.
package struct SlurmScript {
    /// The name of all jobs of a store, by which they are found and cancelled.
    package var name: String
    /// The name of the submission.
    package var comment: String
    /// The program that runs a node's arguments.
    package var executable: String
    /// The working folder of the tasks.
    package var workingFolder: String
    /// The folder of the tasks' files.
    package var folder: String
    /// The settings of the cluster.
    package var settings: SlurmSettings
    /// The nodes, by task.
    package var nodes: [Graph.Node]
    /// Further arguments for each node.
    package var more: [String] = []

    /// A script by its properties.
    package init(
        name: String, comment: String, executable: String, workingFolder: String, folder: String, settings: SlurmSettings, nodes: [Graph.Node],
        more: [String] = []
    ) {
        (self.name, self.comment, self.executable, self.workingFolder) = (name, comment, executable, workingFolder)
        (self.folder, self.settings, self.nodes, self.more) = (folder, settings, nodes, more)
    }

    /// The arguments of `sbatch`: the options that are not in the script, and the script.
    package static func words(folder: String, workingFolder: String, dependency: [String], script: String) -> [String] {
        // In the name of an output file, a literal per cent sign is doubled.
        ["--parsable", "--chdir=\(workingFolder)", "--output=\(folder.replacing("%", with: "%%"))/%a.out"]
            + (dependency.isEmpty ? [] : ["--dependency=\(dependency.joined(separator: ","))"]) + [script]
    }

    /// The script.
    package var text: String {
        var options = [
            "--job-name=\(name)", "--comment=\(comment)", "--array=0-\(nodes.count - 1)", "--ntasks=1", "--cpus-per-task=\(settings.cpus)",
        ]
        if let memory = settings.memory { options.append("--mem=\(memory)") }
        if let time = settings.time { options.append("--time=\(time)") }
        options += settings.options + ["--requeue", "--open-mode=append", "--kill-on-invalid-dep=yes"]
        let tasks = nodes.enumerated().map { task, node in
            let words = ([executable] + node.arguments + ["--threads", "\(settings.cpus)"] + more).map(Self.quoted).joined(separator: " ")
            return "\(task)) log=\(Self.quoted(node.log)); work() { \(words); } ;;"
        }
        return """
            #!/bin/sh
            \(options.map { "#SBATCH \($0)" }.joined(separator: "\n"))
            # Task N writes its exit status into N.status of this folder as the last thing it does.
            folder=\(Self.quoted(folder))
            task=$SLURM_ARRAY_TASK_ID
            finish() {
                printf '%s\\n' "$1" > "$folder/$task.status.new" && mv -f "$folder/$task.status.new" "$folder/$task.status"
                exit "$1"
            }
            rm -f "$folder/$task.status"
            cd \(Self.quoted(workingFolder)) || finish 74
            case $task in
            \(tasks.joined(separator: "\n"))
            *) finish 64 ;;
            esac
            # A task that was preempted and starts again appends to its log.
            if [ "${SLURM_RESTART_COUNT:-0}" = 0 ]; then : > "$log"; fi
            exec 2>> "$log"
            \(settings.setup.joined(separator: "\n"))
            work >> "$folder/$task.progress"
            finish $?

            """
    }

    /// A word quoted for a shell.
    static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: #"'\''"#) + "'" }
}
