import Foundation

extension Provenance {
    /// The state of the source: what git says of it, and the compiler.
    public struct Source: Codable, Sendable, Equatable {
        /// The commit, 40 hexadecimal digits; nil outside a repository or without git.
        public var commit: String?
        /// Whether files differ from that commit.
        public var isDirty: Bool
        /// The compiler that built this program, as in `Swift 6.3, optimised`.
        public var compiler: String

        /// Makes a source.
        public init(commit: String?, isDirty: Bool, compiler: String = Provenance.compiler) {
            (self.commit, self.isDirty, self.compiler) = (commit, isDirty, compiler)
        }

        /// What git says of the working tree that holds `folder`; git runs as a child process.
        public static func current(in folder: String = ".") -> Source {
            let commit = git(["rev-parse", "HEAD"], in: folder)
            let changes = commit == nil ? nil : git(["status", "--porcelain"], in: folder)
            return Source(commit: commit, isDirty: changes?.isEmpty == false)
        }

        private static func git(_ arguments: [String], in folder: String) -> String? {
            let process = Process(), output = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/env")
            // Without optional locks a status taken now cannot get in the way of the user's own git.
            process.arguments = ["git", "--no-optional-locks", "-C", folder] + arguments
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return nil }
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return process.terminationStatus == 0 ? text.trimmingCharacters(in: .whitespacesAndNewlines) : nil
        }
    }

    /// The compiler's version as far as a program can know it of itself, and whether it optimised.
    public static var compiler: String {
        #if compiler(>=6.5)
            let version = "6.5 or newer"
        #elseif compiler(>=6.4)
            let version = "6.4"
        #elseif compiler(>=6.3)
            let version = "6.3"
        #else
            let version = "6.2"
        #endif
        #if DEBUG
            return "Swift \(version), not optimised"
        #else
            return "Swift \(version), optimised"
        #endif
    }
}
