import Attacks
import Classification
import Declarations
import Foundation
import Tensors
import Testing

/// The bits of every registered attack with default settings, on a fixed linear classifier and a fixed net. A change fails here until the version of
/// the attack (or of the numerics) is raised. New attacks and versions are recorded by a run that fails.
@Test func bitsAreThoseRecorded() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens/attacks.txt")
    var lines: [String] = []
    for type in attacks {
        let attack = type.init()
        let search =
            (attack as? any BoundedAttack).map { Within(Fraction(1, 10), of: $0) as any MinimumNormAttack } ?? attack as? any MinimumNormAttack
        let found = try #require(search), hashes = [try hash(found, linear(classes: 4)), try hash(found, TanhNet())]
        lines.append("\(type.name) version \(type.version) numerics \(Numerics.evaluation) " + hashes.joined(separator: " "))
    }
    let recorded = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    func version(_ line: String) -> [Substring] { line.split(separator: " ").dropLast(2) }
    for line in lines where !recorded.contains(line) {
        #expect(!recorded.map(version).contains(version(line)), "other bits under the same version: \(line)")
    }
    if Set(lines.map(version)) != Set(recorded.map(version)) {
        try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        Issue.record("new attacks or versions were recorded in \(file.lastPathComponent): look at them, and run the test again")
    }
}

/// FNV-1a over images, flags and queries.
private func hash(_ attack: some MinimumNormAttack, _ model: some DifferentiableClassifier) throws -> String {
    let batch = try labelled(model, 6), result = try attack(model, batch, random)
    let words = (0..<batch.count).flatMap { result.row($0) }
    return String(words.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)
}
