// The folder of a submission, in the store:
//
//     job.sh         the script that was submitted; its last line has the command line of each task, by which a later run recognises its nodes
//     N.status       the exit status of task N, which it writes last
//     N.progress     its messages, one per line
//     N.out          Slurm's own output about it

import Files
import Foundation

/// A job array, and the files of its tasks.
final class SlurmSubmission {
    /// Its name: the comment of its jobs in the queue.
    let name: String
    /// Its folder.
    let folder: String
    /// The arguments of each task; a node's name comes first.
    let tasks: [[String]]
    /// The array's job number; nil if it is not known to have been submitted.
    var array: Int?

    private static let tasksLine = "# tasks "

    /// A new submission of these nodes. Writes its script. Throws `FileError`.
    init(_ nodes: [Graph.Node], in parent: String, script: (_ name: String, _ folder: String) -> String) throws {
        name = String(UUID().uuidString.lowercased().prefix(13))
        folder = "\(parent)/\(name)"
        tasks = nodes.map { [$0.id] + $0.arguments }
        try Disk.createFolder(folder)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        try Disk.write(Data("\(script(name, folder))\(Self.tasksLine)".utf8) + encoder.encode(tasks) + Data("\n".utf8), to: scriptFile)
    }

    /// A submission that an earlier run wrote; nil if there is none.
    init?(_ name: String, in parent: String) {
        (self.name, folder) = (name, "\(parent)/\(name)")
        guard let line = Self.text("\(folder)/job.sh")?.split(separator: "\n").last, line.hasPrefix(Self.tasksLine),
            let tasks = try? JSONDecoder().decode([[String]].self, from: Data(line.dropFirst(Self.tasksLine.count).utf8)),
            tasks.allSatisfy({ !$0.isEmpty })
        else { return nil }
        self.tasks = tasks
    }

    /// The script's file.
    var scriptFile: String { "\(folder)/job.sh" }

    /// The exit status that a task wrote; nil if none.
    func status(_ task: Int) -> Int32? { Self.text("\(folder)/\(task).status").flatMap { Int32($0) } }

    /// The file of Slurm's own output about a task.
    func outputFile(_ task: Int) -> String { "\(folder)/\(task).out" }

    /// The latest message of a task; nil if none.
    func message(_ task: Int) -> Message? {
        // Messages are short: the end of the file contains the whole last one.
        guard let file = FileHandle(forReadingAtPath: "\(folder)/\(task).progress") else { return nil }
        defer { try? file.close() }
        guard let size = try? file.seekToEnd(), (try? file.seek(toOffset: size > 4096 ? size - 4096 : 0)) != nil,
            let data = try? file.readToEnd(), let end = data.lastIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        return Message(line: data[data.startIndex..<end].split(separator: UInt8(ascii: "\n")).last ?? Data())
    }

    private static func text(_ path: String) -> String? {
        guard Disk.exists(path), let data = try? Disk.read(path) else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
