public import Foundation

/// A child's progress: one line of JSON on its standard output.
public struct Message: Codable, Sendable, Equatable {
    /// The share of the work that is done, in 0...1.
    public var fraction: Double
    /// A short text, such as epoch, loss and images per second.
    public var text: String

    /// A message by its properties.
    public init(fraction: Double, text: String) { (self.fraction, self.text) = (fraction, text) }

    /// The line, with its line break.
    public var line: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Two plain properties always encode; a number that JSON cannot represent becomes 0.
        let finite = Message(fraction: fraction.isFinite ? fraction : 0, text: text)
        return ((try? encoder.encode(finite)) ?? Data()) + Data("\n".utf8)
    }

    /// The message of a line; nil for any other output of a child.
    public init?(line: some DataProtocol) {
        guard let message = try? JSONDecoder().decode(Message.self, from: Data(line)) else { return nil }
        self = message
    }
}
