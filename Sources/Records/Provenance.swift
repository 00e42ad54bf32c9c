import Files
public import Foundation

/// The origin of a result: enough to find the source and the machine again, and to estimate the cost of the next run. Never part of a key.
public struct Provenance: Codable, Sendable, Equatable {
    /// The source it was built from.
    public var source: Source
    /// The manifests that needed it, as the user named them.
    public var manifest: String
    /// The profile that it was run under, as the user named it.
    public var profile: String
    /// The seeds of the random numbers.
    public var seeds: [UInt64]
    /// The data set's name and checksum.
    public var data: String
    /// OpenBLAS's version and build.
    public var openBLASVersion: String
    /// The processor type that OpenBLAS detected.
    public var openBLASCore: String
    /// The vector width of the kernels, as in `avx512`.
    public var instructionSet: String
    /// The number of threads.
    public var threads: Int
    /// The machine.
    public var machine: Machine
    /// The cost of the result.
    public var cost: Cost
    /// The time at which it was finished.
    public var date: Date

    /// A record of what the caller knows; the machine is read from the system.
    public init(
        source: Source, manifest: String, profile: String, seeds: [UInt64], data: String, openBLASVersion: String, openBLASCore: String,
        instructionSet: String, threads: Int, machine: Machine = .current(), cost: Cost, date: Date = Date()
    ) {
        (self.source, self.manifest, self.profile, self.seeds, self.data) = (source, manifest, profile, seeds, data)
        (self.openBLASVersion, self.openBLASCore, self.instructionSet) = (openBLASVersion, openBLASCore, instructionSet)
        (self.threads, self.machine, self.cost) = (threads, machine, cost)
        self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded())  // the text holds whole seconds
    }

    /// The record as JSON with sorted keys, the date in ISO 8601.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads the output of `json`; errors name `file`. Throws `RecordsError`.
    public init(json: Data, file: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do { self = try decoder.decode(Provenance.self, from: json) } catch {
            throw RecordsError(file, "not a record of provenance: \(error)")
        }
    }
}

extension Store {
    /// A key's provenance, nil if there is none; throws `FileError` and `RecordsError`.
    public func provenance(_ key: Key) throws -> Provenance? {
        has(key, Self.provenanceName) ? try Provenance(json: read(key, Self.provenanceName), file: path(key, Self.provenanceName)) : nil
    }

    /// Writes a key's provenance. Throws `FileError`.
    public func write(_ provenance: Provenance, _ key: Key) throws { try write(provenance.json(), key, Self.provenanceName) }

    private static let provenanceName = "provenance.json"
}
