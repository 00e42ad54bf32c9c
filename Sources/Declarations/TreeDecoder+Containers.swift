// The containers that Swift's synthesised `init(from:)` needs. Lists are not merged: the list of the highest layer replaces the others.

extension TreeDecoder: Decoder, SingleValueDecodingContainer {
    var codingPath: [any CodingKey] { path.map(Word.init) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .mapping = layers.top?.content else { throw mistake("expected a mapping, found \(layers.found)") }
        return KeyedDecodingContainer(Keyed(decoder: self))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list = layers.top?.content else { throw mistake("expected a list, found \(layers.found)") }
        return Unkeyed(decoder: self)
    }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }
    func decodeNil() -> Bool { layers.top?.content == .null }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try read(type) }

    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: TreeDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }
        var allKeys: [Key] { decoder.layers.top?.entries.compactMap { Key(stringValue: $0.key) } ?? [] }
        func contains(_ key: Key) -> Bool { decoder.layers[key.stringValue].top != nil }
        func decodeNil(forKey key: Key) -> Bool { decoder.layers[key.stringValue].top?.content == .null }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            guard contains(key) else { throw decoder.mistake("needs the key \(key.stringValue)") }
            return try decoder.read(type, forKey: key.stringValue)
        }
        func nestedContainer<Inner>(keyedBy: Inner.Type, forKey: Key) -> KeyedDecodingContainer<Inner> { neverAsked() }
        func nestedUnkeyedContainer(forKey: Key) -> any UnkeyedDecodingContainer { neverAsked() }
        func superDecoder() -> any Decoder { neverAsked() }
        func superDecoder(forKey: Key) -> any Decoder { neverAsked() }
    }

    struct Unkeyed: UnkeyedDecodingContainer {
        let decoder: TreeDecoder, items: [Tree]
        var currentIndex = 0
        init(decoder: TreeDecoder) { (self.decoder, items) = (decoder, decoder.layers.top?.items ?? []) }
        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { items.count }
        var isAtEnd: Bool { currentIndex == items.count }
        private func item() throws -> TreeDecoder {
            if isAtEnd { throw decoder.mistake("needs more than \(items.count) items") }
            return decoder.with(Layers(manifest: items[currentIndex]), [String(currentIndex)])
        }
        mutating func decodeNil() throws -> Bool {
            guard try item().decodeNil() else { return false }
            currentIndex += 1
            return true
        }
        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
            let value = try item().read(type)
            currentIndex += 1
            return value
        }
        func nestedContainer<Inner>(keyedBy: Inner.Type) -> KeyedDecodingContainer<Inner> { neverAsked() }
        func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { neverAsked() }
        func superDecoder() -> any Decoder { neverAsked() }
    }
}

/// Traps in methods that only classes, hand-written coding and enums with payloads use; declarations are none of these.
func neverAsked() -> Never { preconditionFailure("declarations are structs with synthesised coding") }
