import Files
import Foundation
import Scheduling
import Testing

/// The arguments of Slurm's programs and their answers, as recorded from version 22.05.
@Suite struct SlurmTextTests {
    private func task(_ array: Int, _ index: Int, _ state: String, _ reason: String, _ machine: String, _ comment: String) -> QueuedTask {
        QueuedTask(array: array, index: index, state: state, reason: reason, machine: machine, comment: comment)
    }

    @Test func squeueIsRead() throws {
        let text = """
            6|1|CANCELLED|None|vm|1ea57b0d-7258
            9|N/A|RUNNING|None|vm|(null)
            6|0|PENDING|BeginTime||1ea57b0d-7258
            7|0|PENDING|Dependency||a|b
            6|2|TIMEOUT|TimeLimit|vm|1ea57b0d-7258

            """
        #expect(
            try SlurmQueue.tasks(squeue: text) == [
                task(6, 1, "CANCELLED", "None", "vm", "1ea57b0d-7258"), task(6, 0, "PENDING", "BeginTime", "", "1ea57b0d-7258"),
                task(7, 0, "PENDING", "Dependency", "", "a|b"), task(6, 2, "TIMEOUT", "TimeLimit", "vm", "1ea57b0d-7258"),
            ])
        #expect(try SlurmQueue.tasks(squeue: "") == [])
        #expect(throws: SlurmError.self) { try SlurmQueue.tasks(squeue: "slurm_load_jobs error: Unexpected message received") }
    }

    @Test func scontrolIsRead() throws {
        let text = """
            JobId=4 ArrayJobId=1 ArrayTaskId=0 ArrayTaskThrottle=2 JobName=repro-x UserId=root(0) GroupId=root(0) MCS_label=N/A Priority=4294901759 Nice=0 \
            Account=(null) QOS=(null) JobState=RUNNING Reason=None Dependency=(null) Requeue=1 Restarts=0 BatchFlag=1 Partition=test \
            AllocNode:Sid=localhost:19581 ReqNodeList=(null) ExcNodeList=(null) NodeList=vm BatchHost=vm NumNodes=1 Comment=1ea57b0d  StdErr=/tmp/1_0.out
            JobId=2 ArrayJobId=2 ArrayTaskId=0,3-5%2 JobName=repro-x UserId=root(0) JobState=PENDING Reason=Dependency NodeList= NumNodes=1 Comment=b
            JobId=3 JobName=repro-x UserId=root(0) JobState=PENDING Reason=Dependency NodeList= NumNodes=1
            JobId=5 ArrayJobId=5 ArrayTaskId=0 JobName=other JobState=PENDING Reason=Dependency NodeList= Comment=b

            """
        #expect(
            try SlurmQueue.tasks(scontrol: text, name: "repro-x") == [task(1, 0, "RUNNING", "None", "vm", "1ea57b0d")]
                + [0, 3, 4, 5].map { task(2, $0, "PENDING", "Dependency", "", "b") })
        #expect(try SlurmQueue.tasks(scontrol: "No jobs in the system\n", name: "repro-x") == [])
        #expect(throws: SlurmError.self) { try SlurmQueue.tasks(scontrol: "something else", name: "repro-x") }
    }

    @Test func aStateThatIsUnknownIsNoEnd() {
        #expect(["COMPLETED", "TIMEOUT", "NODE_FAIL"].allSatisfy { task(1, 0, $0, "", "", "").hasEnded })
        #expect(["PENDING", "RUNNING", "COMPLETING", "REQUEUED", "SUSPENDED", "SOMETHING_NEW"].allSatisfy { !task(1, 0, $0, "", "", "").hasEnded })
    }

    /// Slurm has forgotten the job; only its daemon's messages in the output are left. They apply to the last start only.
    @Test(
        arguments: [
            (
                "slurmstepd-vm: error: *** JOB 6 ON vm CANCELLED AT 2026-11-26T11:59:09 DUE TO TIME LIMIT ***", nil,
                "exceeded its time limit of 4:00:00"
            ),
            ("slurmstepd-vm: error: *** JOB 9 ON vm CANCELLED AT 2026-11-26T11:57:57 ***\n", 143, "cancelled"),
            ("slurmstepd: error: *** JOB 8 ON vm CANCELLED AT 2026-11-26T11:57:55 DUE TO PREEMPTION ***\n", nil, "preempted"),
            (
                "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=8.batch. Some of your processes may have been killed by the cgroup out-of-memory handler.",
                137,
                "killed for memory: it needs more than 4G"
            ),
            ("slurmstepd: error: *** JOB 8 ON vm CANCELLED AT 2026-11-26T11:57:55 DUE TO JOB REQUEUE ***", 137, "killed (often: out of memory)"),
            ("slurmstepd: error: *** JOB 8 ON vm CANCELLED AT 2026-11-26T11:57:55 DUE TO PREEMPTION ***\n", 3, "ended with status 3"),
            ("", 139, "ended by signal 11 (Segmentation fault)"),
            ("slurmstepd: error: *** JOB 8 ON vm CANCELLED AT 2026-11-26T11:57:55 DUE TO JOB REQUEUE ***", nil, "left the queue without a result"),
        ] as [(String, Int32?, String)]) func aForgottenJobIsJudgedByItsFiles(output: String, status: Int32?, reason: String)
    {
        var settings = SlurmSettings()
        (settings.time, settings.memory) = ("4:00:00", "4G")
        let verdict = SlurmVerdict(state: nil, status: status, output: output, outputFile: "0.out", settings: settings)
        #expect(verdict.reason.hasPrefix(reason), "\(verdict.reason)")
        #expect(verdict.isFinal == !reason.hasPrefix("left"))
    }

    @Test func arraysHoldNodesOfEqualNeedsAndFollowThem() {
        func node(_ id: String, _ needs: String...) -> Graph.Node { Graph.Node(id: id, label: "", needs: needs, arguments: [], log: "") }
        let nodes = [node("a"), node("b"), node("c", "a"), node("d"), node("e", "c", "a"), node("f", "a"), node("g", "done")]
        let arrays = SlurmArray.divide(nodes, size: 3, isOpen: { $0 != "done" })
        #expect(arrays.map { $0.nodes.map(\.id).joined() } == ["abd", "cf", "e", "g"])
        #expect(arrays.map { $0.needs.sorted().joined() } == ["", "a", "ac", ""])
        let split = SlurmArray.divide(nodes, size: 9, isOpen: { $0 != "done" }, after: { $0 == "b" ? ["4_1"] : [] })
        #expect(split.map { $0.nodes.map(\.id).joined() } == ["adg", "b", "cf", "e"] && split[1].after == ["4_1"])
    }
}

/// The script of an array, run by the shell as by Slurm.
@Suite struct SlurmScriptTests {
    private let scratch: Scratch
    private var folder: String { scratch.path }
    init() throws { scratch = try Scratch() }

    private func script(_ nodes: [Graph.Node], executable: String = "/bin/echo", setup: [String] = []) -> SlurmScript {
        var settings = SlurmSettings()
        (settings.options, settings.cpus, settings.time, settings.memory, settings.setup) = (["--partition=long"], 4, "4:00:00", "8G", setup)
        return SlurmScript(
            name: "repro-1", comment: "s", executable: executable, workingFolder: folder, folder: folder, settings: settings, nodes: nodes,
            more: ["--lock-probe", "p"])
    }

    private func node(_ words: String...) -> Graph.Node { Graph.Node(id: "a", label: "", needs: [], arguments: words, log: "\(folder)/it's a log") }

    /// Runs a task and gives its exit status.
    private func run(_ script: SlurmScript, task: Int, restarts: Int = 0) throws -> ChildProcess.Ending? {
        try script.text.write(toFile: "\(folder)/job.sh", atomically: true, encoding: .utf8)
        return try ChildProcess(
            "/bin/sh", ["\(folder)/job.sh"],
            environment: ["PATH": "/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "\(task)", "SLURM_RESTART_COUNT": "\(restarts)"]
        ).wait(limit: 300)
    }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    @Test func theOptionsComeFirst() {
        let lines = script([node(), node()]).text.split(separator: "\n").prefix { $0.hasPrefix("#") }.dropLast().map(String.init)
        #expect(
            lines == ["#!/bin/sh"]
                + [
                    "--job-name=repro-1", "--comment=s", "--array=0-1", "--ntasks=1", "--cpus-per-task=4", "--mem=8G", "--time=4:00:00",
                    "--partition=long", "--requeue", "--open-mode=append", "--kill-on-invalid-dep=yes",
                ].map { "#SBATCH \($0)" })
        #expect(
            SlurmScript.words(folder: "/a%b", workingFolder: "/w", dependency: ["afterok:1", "afterany:2_0"], script: "/a%b/job.sh") == [
                "--parsable", "--chdir=/w", "--output=/a%%b/%a.out", "--dependency=afterok:1,afterany:2_0", "/a%b/job.sh",
            ])
    }

    @Test func aTaskRunsItsWordsAndWritesItsStatusLast() throws {
        #expect(try run(script([node("x"), node("it's", "$HOME `date`")]), task: 1) == .status(0))
        #expect(text("1.progress") == "it's $HOME `date` --threads 4 --lock-probe p\n")
        #expect(text("1.status") == "0\n" && text("0.status") == nil)
    }

    @Test func aFailureIsTheTasksStatusAndTheScripts() throws {
        let failing = script([node("-c", "echo why >&2; exit 3", "sh")], executable: "/bin/sh", setup: ["echo module"])
        #expect(try run(failing, task: 0) == .status(3))
        #expect(text("0.status") == "3\n" && text("it's a log") == "why\n")
        // A restart after a preemption appends to the log; a new start overwrites it.
        #expect(try run(failing, task: 0, restarts: 1) == .status(3))
        #expect(text("it's a log") == "why\nwhy\n")
        #expect(try run(failing, task: 0) == .status(3))
        #expect(text("it's a log") == "why\n")
    }

    @Test func aStatusOfAnEarlierStartIsGoneWhenTheNextBegins() throws {
        try "0\n".write(toFile: "\(folder)/0.status", atomically: true, encoding: .utf8)
        let killed = script([node("-c", "kill -KILL $PPID", "sh")], executable: "/bin/sh")
        #expect(try run(killed, task: 0) == .signal(SIGKILL))
        #expect(text("0.status") == nil)
    }

    @Test func setupRunsBeforeTheJobInItsShell() throws {
        #expect(try run(script([node("-c", "test $FOO = 1", "sh")], executable: "/bin/sh", setup: ["FOO=1", "export FOO"]), task: 0) == .status(0))
    }
}
