// If a terminal closes, the disk behind a redirection fills up, or the reader of a pipe exits, progress output is dropped and the work continues; a
// result that cannot be written is an error. (FileHandle.write would end the process in all these cases.)

import Foundation

/// The standard output, for results, and the standard error, for progress and error messages.
public enum StandardStreams {
    /// Prepares this process for writing: a closed pipe is an error instead of a signal, and a closed stream's descriptor is never reused for another
    /// file.
    ///
    /// Call it once, before any file is opened.
    public static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        // Open for reading only, so that writing to a closed stream still fails.
        while true {
            let file = open("/dev/null", O_RDONLY)
            if file < 0 || file > 2 {
                if file > 2 { close(file) }
                return
            }
        }
    }

    /// Writes text to the standard error, unbuffered; text that cannot be written is dropped.
    public static func note(_ text: String) { try? Disk.fill(2, with: Data(text.utf8), "standard error") }

    /// Writes text to the standard output, unbuffered. Throws `FileError`.
    public static func say(_ text: String) throws { try Disk.fill(1, with: Data(text.utf8), "standard output", "be written to") }
}
