// A terminal closes, a disk under a redirection fills up, a reader of a pipe leaves. Progress is then worth nothing, and the work goes on; a result
// that could not be written is an error. (FileHandle.write ends the process in all these cases.)

import Foundation

/// The standard output, where results go, and the standard error, where progress and mistakes go.
public enum StandardStreams {
    /// Makes this process fit to write: a reader that leaves is an error and no signal, and a stream that is closed is never another file's descriptor.
    ///
    /// To be called once, before any file is opened.
    public static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        // Open for reading only, so that writing to what was closed fails, as it did before.
        while true {
            let file = open("/dev/null", O_RDONLY)
            if file < 0 || file > 2 {
                if file > 2 { close(file) }
                return
            }
        }
    }

    /// Writes text to the standard error, at once and as it is; what cannot be written is dropped.
    public static func note(_ text: String) { try? Disk.fill(2, with: Data(text.utf8), "standard error") }

    /// Writes text to the standard output, at once and as it is. Throws `FileError`.
    public static func say(_ text: String) throws { try Disk.fill(1, with: Data(text.utf8), "standard output", "be written to") }
}
