// A program that traps writes the cause first and then pages of registers; one that fails verbosely names the reason last. Both ends are shown.

import Files
import Foundation

/// The lines of a log that explain a failure: `first` lines from the cause on, and the `last` lines.
package func excerpt(ofLog path: String, first: Int = 4, last: Int = 10) -> [String] {
    let text = String(decoding: (try? Disk.read(path)) ?? Data(), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    if lines.count <= first + last { return lines }
    let cause = lines.firstIndex { $0.contains("Fatal error") || $0.lowercased().hasPrefix("error") } ?? 0
    let head = lines[cause..<min(cause + first, lines.count)], tail = lines[max(head.endIndex, lines.count - last)...]
    let gap = tail.startIndex - head.endIndex
    return head + (gap > 0 ? ["... (\(gap) lines)"] : []) + tail
}
