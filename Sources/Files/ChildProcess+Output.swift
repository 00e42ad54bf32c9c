public import Foundation

extension ChildProcess {
    /// The standard output of `program`, trimmed; its standard error goes to /dev/null.
    ///
    /// A program that takes longer than `limit` seconds is killed. Throws `FileError` if it cannot be started, and `Failure` for anything but
    /// success.
    public static func output(
        of program: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment, limit: Double
    ) throws -> String {
        let data = try bytes(of: program, arguments, environment: environment, limit: limit)
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The standard output of `program` as it is; its standard error goes to /dev/null.
    ///
    /// A program that takes longer than `limit` seconds is killed. Throws `FileError` if it cannot be started, and `Failure` for anything but
    /// success.
    public static func bytes(
        of program: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment, limit: Double
    ) throws -> Data {
        let channel = try Channel()
        let child = try ChildProcess(
            program, arguments, environment: environment, output: .descriptor(channel.write), errors: .null, ownGroup: true)
        channel.closeWriting()
        let start = ContinuousClock.now
        var data = Data()
        while let more = channel.read(milliseconds: 20) {
            data.append(more)
            if start.duration(to: .now) / .seconds(1) > limit {
                child.send(SIGKILL)
                child.wait()
                throw Failure(program: program, reason: "took longer than \(limit) s")
            }
        }
        guard let ending = child.wait(limit: limit) else {
            child.send(SIGKILL)
            child.wait()
            throw Failure(program: program, reason: "took longer than \(limit) s")
        }
        if ending != .status(0) { throw Failure(program: program, reason: "\(ending)") }
        return data
    }

    /// A program that was started and failed.
    public struct Failure: Error, CustomStringConvertible {
        let program: String, reason: String
        /// As in "git: ended with status 128".
        public var description: String { "\(program): \(reason)" }
    }
}
