import Experiments
import Foundation
import Records
import Testing

/// Who has CIFAR-10 alone still gets everything that CIFAR-10 gives.
@Suite struct MissingData {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private func missing(_ ids: [String], in folder: Folder) throws -> [String] {
        let session = try Session(folder: "\(Self.repository)/experiments/finlay2019", profile: "laptop", ids: ids)
        return try DataFolder.missing(in: folder.path, for: session.plan.status(in: Store("\(folder.path)/store"))).keys.sorted()
    }

    @Test func whatNeedsNoModelIsLeftOut() throws {
        let empty = try Folder()
        #expect(try missing(["table4"], in: empty) == ["table4"])
        #expect(try missing(["figure1", "theory"], in: empty) == [])
    }

    @Test func theDataOfAModelAreNeeded() throws {
        let empty = try Folder()
        #expect(throws: (any Error).self) { try missing(["table2", "table4"], in: empty) }
    }
}
