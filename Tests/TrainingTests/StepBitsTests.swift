import Classification
import Declarations
import Foundation
import Networks
import Tensors
import Testing
import Training
import Widths

/// Two steps of every objective, and an evaluation: the same bits at any vector width, for any number of threads, and as recorded.
@Suite struct StepBitsTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String, penalties: [any Penalty], method: any PenaltyGradient
    }
    static let examples = [
        Example(testDescription: "plain", penalties: [], method: DoubleBackpropagation()),
        Example(testDescription: "finite differences", penalties: [totalVariation(0.1), lipschitz(0.1)], method: differences(Fraction(1, 1000))),
        Example(
            testDescription: "finite differences of two norms", penalties: [totalVariation(0.01, .l1), lipschitz(0.1)],
            method: differences(Fraction(1, 100))),
        Example(testDescription: "double backpropagation", penalties: [totalVariation(0.1), lipschitz(0.1)], method: DoubleBackpropagation()),
    ]
    /// Width 16 reaches the widest vectors, 12 x 12 ends at 3 x 3 and hence the direct kernel, and 9 images are more than the pieces.
    static let subject = Subject(width: 16, batch: 9, side: 12)
    static let tiny = Subject(width: 4, output: .tanh, batch: 2, side: 8)

    /// A hash of all losses, penalties, gradients, momenta, weights and statistics of two steps.
    private func hash(_ example: Example, _ subject: Subject, _ team: Team) throws -> String {
        let net = try subject.trainable(on: team), objective = Objective(penalties: example.penalties, method: example.method), batch = subject.images
        let momentum = net.variables.all.filter(\.trained).map { Storage($0.value.count) }
        var hash = Hash()
        for step in 0..<2 {
            let values = try objective(net, batch) { try subject.classifier(net.variables.parameters, on: team) }
            hash.add(values.losses)
            hash.add(values.penalty.bitPattern)
            hash.add(net.variables.gradients)
            SGD().step(net.variables, momentum, factor: step == 0 ? 0.5 : 1, on: team)
            net.packWeights()
        }
        hash.add(net.variables.parameters)
        for storage in momentum { hash.add(storage.values) }
        return hash.text
    }

    private func evaluation(_ subject: Subject, _ team: Team) throws -> String {
        let batch = subject.images
        return try subject.classifier(subject.parameters, on: team).differentiate(batch.images) { logits, pullback in
            var hash = Hash()
            hash.add(logits.values)
            hash.add(try pullback(Loss.crossEntropy(logits, batch.labels).cotangent).values)
            return hash.text
        }
    }

    /// 12 output channels are three tiles of four, two of which must not be read as one wide tile.
    @Test func sharesOfAnOddNumberOfTiles() throws {
        let subject = Subject(width: 12, batch: 9, side: 8), example = Self.examples[3]
        for set in Widths.tested {
            let hashes = try [1, 16, 24].map { try hash(example, subject, Team(threads: 2, shares: $0, instructions: set)) }
            #expect(Set(hashes).count == 1, "\(set)")
        }
    }

    @Test(arguments: examples) func anyWidthAndAnyNumberOfThreads(_ example: Example) throws {
        let expected = try hash(example, Self.subject, Widths.team(threads: 1))
        for threads in 2...3 { #expect(try hash(example, Self.subject, Widths.team(threads: threads)) == expected, "\(threads) threads") }
        for shares in [16, 40] { #expect(try hash(example, Self.subject, Widths.team(threads: 3, shares: shares)) == expected, "\(shares) shares") }
        for set in Widths.tested {
            #expect(try hash(example, Self.subject, Team(threads: 1, instructions: set)) == expected, "\(set)")
        }
    }

    @Test(arguments: examples) func withoutFusedMultiplyAddToo(_ example: Example) throws {
        let portable = try #require(InstructionSet(named: "portable"))
        #expect(try hash(example, Self.tiny, Team(threads: 1, instructions: portable)) == hash(example, Self.tiny, Widths.team(threads: 1)))
    }

    /// A change fails here until the version in `Numerics` is raised and the file is recorded again: delete it, run once, which fails, then run
    /// again.
    @Test(arguments: Widths.tested) func bitsAreThoseRecorded(_ set: InstructionSet) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens/steps.txt"),
            team = Team(threads: 2, instructions: set)
        var lines = ["numerics: training \(Numerics.training), evaluation \(Numerics.evaluation)"]
        for (name, subject) in [("width 16", Self.subject), ("width 4, tanh", Self.tiny)] {
            lines.append("\(name), evaluation: \(try evaluation(subject, team))")
            for example in Self.examples { lines.append("\(name), \(example.testDescription): \(try hash(example, subject, team))") }
        }
        let found = lines.joined(separator: "\n") + "\n"
        guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
            try found.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(file.lastPathComponent); run again")
            return
        }
        #expect(found == recorded)
    }
}
