import Files
package import Foundation

extension Provenance {
    /// The source that the program was built from: the state that git reports, and the compiler.
    public struct Source: Codable, Sendable, Equatable {
        /// The commit, 40 hexadecimal digits; nil if it is not known.
        public var commit: String?
        /// True if files differ from that commit; nil if that is unknown.
        public var isDirty: Bool?
        /// The compiler that built this program, as in `Swift 6.3, optimised`.
        public var compiler: String

        /// Makes a source.
        public init(commit: String?, isDirty: Bool?, compiler: String = Provenance.compiler) {
            (self.commit, self.isDirty, self.compiler) = (commit, isDirty, compiler)
        }

        /// The reason why results of this program cannot be traced to a commit, in words; nil if they can.
        public var fault: String? {
            guard let commit else {
                return "the commit is not known: the program is outside its repository, its source has changed since it was built, or git is missing"
            }
            switch isDirty {
            case false: return nil
            case true: return "files differ from commit \(commit.prefix(12)): commit or put them aside, and build again"
            default: return "git does not say whether files differ from commit \(commit.prefix(12))"
            }
        }

        /// The source of this program, found from the program's path (PACKAGE/.build/...), regardless of the working folder.
        ///
        /// Unknown for a program that was copied elsewhere, or whose source has changed since it was built.
        public static func current() -> Source {
            Bundle.main.executablePath.flatMap { package(of: $0) }.map { current(in: $0.folder, builtAt: $0.built) }
                ?? Source(commit: nil, isDirty: nil)
        }

        /// The source of a program built at `time` from the package in `folder`; git runs as a child process.
        package static func current(in folder: String, builtAt time: Date) -> Source {
            let unknown = Source(commit: nil, isDirty: nil)
            // A package that was unpacked into another repository does not belong to that repository.
            guard newestChange(in: folder) <= time, git(["ls-files", "--error-unmatch", "Package.swift"], in: folder) != nil,
                let commit = git(["rev-parse", "HEAD"], in: folder)
            else { return unknown }
            return Source(commit: commit, isDirty: git(["status", "--porcelain"], in: folder).map { !$0.isEmpty })
        }

        /// The package whose build folder contains `program`, and the time at which the program was built.
        package static func package(of program: String) -> (folder: String, built: Date)? {
            let parts = program.components(separatedBy: "/")
            guard let place = parts.lastIndex(of: ".build"), let built = modified(program) else { return nil }
            let folder = parts[..<place].joined(separator: "/")
            return Disk.exists("\(folder)/Package.swift") ? (folder, built) : nil
        }

        /// The latest modification of a file that goes into the program.
        private static func newestChange(in folder: String) -> Date {
            let sources = FileManager.default.enumerator(atPath: "\(folder)/Sources")?.compactMap { $0 as? String } ?? []
            return (["Package.swift"] + sources.map { "Sources/\($0)" }).compactMap { modified("\(folder)/\($0)") }.max() ?? .distantPast
        }

        private static func modified(_ path: String) -> Date? {
            (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        }

        private static func git(_ arguments: [String], in folder: String) -> String? {
            // Inside a hook these variables name another repository.
            let environment = ProcessInfo.processInfo.environment.filter { !["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"].contains($0.key) }
            // Without optional locks a status taken now cannot interfere with the user's git.
            return try? ChildProcess.output(
                of: "git", ["--no-optional-locks", "-C", folder] + arguments, environment: environment, limit: 30)
        }
    }

    /// The compiler's version, as far as a program can tell, and whether it optimised.
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
