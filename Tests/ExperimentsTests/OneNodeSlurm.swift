// A Slurm cluster of one node, this machine, for one test: munged, slurmctld and slurmd on the loopback interface, as the user of the test, with
// every file in a separate folder. A shell script starts them and waits for the end of its standard input, which this process holds: however the test
// ends, the daemons end.

import Files
import Foundation

final class OneNodeSlurm {
    /// True if the programs of Debian's packages slurm-wlm and munge are installed.
    static let isInstalled = ["munged", "slurmctld", "slurmd", "sbatch"].allSatisfy { program in
        path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The folder of its files; a test may put its own there.
    let folder: String
    private let guardian: ChildProcess, lifeline: Channel

    /// Starts the cluster and waits until its node accepts jobs. Throws an error with the daemons' logs if it does not.
    init() throws {
        // Its paths become names of sockets, which must be short.
        folder = "/tmp/slurm-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ports = try Self.freePorts(2)
        try Self.settings(folder, controller: ports[0], node: ports[1]).write(toFile: "\(folder)/slurm.conf", atomically: true, encoding: .utf8)
        try Self.script.write(toFile: "\(folder)/cluster.sh", atomically: true, encoding: .utf8)
        let channel = try Channel(), log = open("\(folder)/cluster.log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        defer { close(log) }
        let variables = ["PATH": Self.path, "SLURM_CONF": "\(folder)/slurm.conf", "FOLDER": folder]
        guardian = try ChildProcess(
            "/bin/sh", ["\(folder)/cluster.sh"], environment: variables, input: .descriptor(channel.read), output: .descriptor(log),
            errors: .descriptor(log), ownGroup: true)
        channel.closeReading()
        lifeline = channel
        // A loaded machine may be slow: failure is detected by the end of the script; the limit of minutes is a last resort.
        for _ in 0..<3000 {
            if (try? client("sinfo", ["--noheader", "--format=%T"])) == "idle" { return }
            if guardian.poll() != nil { break }
            usleep(100_000)
        }
        let logs = ["cluster", "munged", "slurmctld", "slurmd"].map {
            "\($0): \((try? String(contentsOfFile: "\(folder)/\($0).log", encoding: .utf8)) ?? "")"
        }
        stop()
        throw Failure(description: "the cluster did not start\n" + logs.joined(separator: "\n"))
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    deinit { stop() }

    private func stop() {
        lifeline.closeWriting()
        if guardian.wait(limit: 60) == nil { guardian.send(SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The environment in which Slurm's programs, and `repro`, find this cluster.
    var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["SLURM_CONF": "\(folder)/slurm.conf", "PATH": Self.path]) { $1 }
    }

    /// The output of one of Slurm's programs.
    @discardableResult
    func client(_ program: String, _ words: [String]) throws -> String {
        try ChildProcess.output(of: program, words, environment: environment, limit: 120)
    }

    /// The tasks in the queue, and those that ended in recent minutes: `12_3 RUNNING`.
    func queue() throws -> [String] {
        try client("squeue", ["--noheader", "--array", "--states=all", "--format=%i %T"]).split(separator: "\n").map(String.init).sorted()
    }

    /// The number of arrays and jobs in that queue.
    func arrays() throws -> Int { Set(try queue().map { $0.prefix { $0.isNumber } }).count }

    /// Lets requeued jobs start at once: Slurm would delay them by two minutes.
    func hurry() throws {
        for line in try client("squeue", ["--noheader", "--array", "--states=PENDING", "--format=%i %r"]).split(separator: "\n")
        where line.hasSuffix(" BeginTime") {
            try client("scontrol", ["update", "JobId=\(line.prefix { $0 != " " })", "StartTime=now"])
        }
    }

    /// Stops the controller, as at a failure or an update; it keeps its state.
    func stopController() throws { try Data().write(to: URL(filePath: "\(folder)/stop")) }
    /// Starts the controller again.
    func startController() throws { try FileManager.default.removeItem(atPath: "\(folder)/stop") }

    private static let script = """
        mkdir "$FOLDER/state" "$FOLDER/spool" || exit 1
        umask 022
        dd if=/dev/urandom of="$FOLDER/munge.key" bs=128 count=1 2> /dev/null && chmod 600 "$FOLDER/munge.key" || exit 1
        # The end of the standard input is the end of the test.
        exec 3<&0 < /dev/null
        munged --foreground --force --num-threads=2 --key-file="$FOLDER/munge.key" --socket="$FOLDER/munge.socket" --pid-file="$FOLDER/munge.pid" \\
            --log-file="$FOLDER/munged.log" --seed-file="$FOLDER/munge.seed" 3<&- &
        munge=$!
        controller() {
            while [ -d "$FOLDER" ]; do
                if [ -e "$FOLDER/stop" ]; then sleep 0.2; continue; fi
                slurmctld -D & daemon=$!
                trap 'kill $daemon; wait $daemon; exit' TERM
                while kill -0 $daemon 2> /dev/null && [ ! -e "$FOLDER/stop" ]; do sleep 0.2; done
                kill $daemon 2> /dev/null; wait $daemon
            done
        }
        controller 3<&- > /dev/null 2>&1 & controller=$!
        slurmd -D 3<&- > /dev/null 2>&1 & node=$!
        trap : INT TERM HUP
        while kill -0 $node 2> /dev/null && read -r line <&3; do :; done
        # The logs of a node that died by itself are still wanted.
        kill -0 $node 2> /dev/null && ended=yes
        rm -f "$FOLDER/stop"
        timeout 10 scancel --user="$(id -un)"
        # Cancelled jobs are gone when their node is idle.
        for second in 1 2 3 4 5 6 7 8 9 10; do
            [ "$(timeout 10 sinfo --noheader --format=%T)" = idle ] && break
            sleep 1
        done
        kill $node $controller $munge 2> /dev/null
        wait $node $controller $munge
        if [ "$ended" ]; then rm -rf "$FOLDER"; fi
        """

    private static func settings(_ folder: String, controller: Int, node: Int) -> String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 && $0 != 46 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
        return """
            ClusterName=test
            SlurmctldHost=\(host)(127.0.0.1)
            SlurmctldPort=\(controller)
            SlurmdPort=\(node)
            SlurmUser=\(user)
            SlurmdUser=\(user)
            AuthType=auth/munge
            AuthInfo=socket=\(folder)/munge.socket
            CredType=cred/munge
            StateSaveLocation=\(folder)/state
            SlurmdSpoolDir=\(folder)/spool
            SlurmctldPidFile=\(folder)/slurmctld.pid
            SlurmdPidFile=\(folder)/slurmd.pid
            SlurmctldLogFile=\(folder)/slurmctld.log
            SlurmdLogFile=\(folder)/slurmd.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            JobCompType=jobcomp/none
            SwitchType=switch/none
            MpiDefault=none
            ReturnToService=2
            KillWait=1
            SchedulerType=sched/backfill
            SchedulerParameters=sched_interval=1,bf_interval=1
            NodeName=\(host) NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN
            PreemptType=preempt/partition_prio
            PreemptMode=REQUEUE
            PartitionName=test Nodes=\(host) Default=YES MaxTime=INFINITE State=UP PriorityTier=1
            PartitionName=urgent Nodes=\(host) MaxTime=INFINITE State=UP PriorityTier=9

            """
    }

    /// Free ports of the loopback interface.
    private static func freePorts(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        return try (0..<count).map { _ in
            let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(file)
            var address = sockaddr_in(), length = socklen_t(MemoryLayout<sockaddr_in>.size)
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
            let code = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, length) == 0 ? getsockname(file, $0, &length) : -1 }
            }
            if file < 0 || code != 0 { throw Failure(description: "no free port: \(String(cString: strerror(errno)))") }
            return Int(in_port_t(bigEndian: address.sin_port))
        }
    }
}
