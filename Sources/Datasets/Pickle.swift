// Python's pickle format is a program for a stack machine, and a general reader executes whatever a file says. This one knows only the instructions
// that the Python version of CIFAR uses, builds text, bytes, numbers, lists, mappings and NumPy's arrays of bytes from them, and refuses everything
// else: no names but those of an array's constructor, no calls but to these. (Format: Lib/pickletools.py of CPython, protocols 0 to 2.)

package import Foundation

/// A value of a pickle.
package indirect enum Pickle: Sendable {
    case none, bool(Bool), integer(Int), bytes(Data), tuple([Pickle]), list(Box), mapping(Box)
    /// A NumPy function or type, by its name; only those in `allowed`.
    case name(String)
    /// An array under construction, or its type.
    case array(Box)
    case mark

    /// A list, mapping or array is shared between the stack and the memo, and grows after it was put there.
    package final class Box: @unchecked Sendable {
        // Changed only while its pickle is read.
        fileprivate(set) var items: [Pickle] = []
    }

    /// The value under a key of a mapping; nil for any other value.
    package subscript(key: String) -> Pickle? {
        guard case .mapping(let box) = self else { return nil }
        for pair in stride(from: 0, to: box.items.count - 1, by: 2) {
            if case .bytes(let name) = box.items[pair], name == Data(key.utf8) { return box.items[pair + 1] }
        }
        return nil
    }

    /// The integers of a list; nil for any other value.
    package var integers: [Int]? {
        guard case .list(let box) = self else { return nil }
        var integers: [Int] = []
        for item in box.items {
            guard case .integer(let value) = item else { return nil }
            integers.append(value)
        }
        return integers
    }

    /// The bytes of an array of unsigned bytes with this shape, in C order; nil for any other value.
    package func array(_ shape: [Int]) -> Data? {
        // The state of an array: version, shape, type, order, content.
        guard case .array(let box) = self, box.items.count == 5, case .tuple(let extents) = box.items[1], case .bool(false) = box.items[3],
            case .bytes(let content) = box.items[4], case .array(let type) = box.items[2], case .bytes(Data("u1".utf8))? = type.items.first,
            content.count == shape.reduce(1, *)
        else { return nil }
        let found = extents.compactMap { if case .integer(let value) = $0 { value } else { nil } }
        return found == shape ? content : nil
    }
}

/// A pickle that does not have the known layout.
package struct PickleError: Error, CustomStringConvertible {
    /// The reason.
    package let description: String
}

extension Pickle {
    private static let allowed = ["numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype"]

    /// Reads a whole pickle. Throws `PickleError` for an instruction, a name or an order of them that the layout does not have.
    package init(_ data: Data) throws {
        var machine = Machine(data: data)
        self = try machine.run()
    }

    private struct Machine {
        let data: Data
        var at = 0, stack: [Pickle] = [], memo: [Int: Pickle] = [:]
        init(data: Data) { self.data = data.startIndex == 0 ? data : Data(data) }

        mutating func run() throws -> Pickle {
            while true {
                let code = try byte(), place = at - 1
                switch code {
                case UInt8(ascii: "."):
                    guard stack.count == 1, at == data.count else { throw PickleError(description: "it ends in the middle") }
                    return stack[0]
                case 0x80:
                    let version = try byte()
                    if version > 2 { throw PickleError(description: "it is of protocol \(version), and the distributed files are of 2") }
                case UInt8(ascii: "}"): stack.append(.mapping(Box()))
                case UInt8(ascii: "]"): stack.append(.list(Box()))
                case UInt8(ascii: ")"): stack.append(.tuple([]))
                case UInt8(ascii: "("): stack.append(.mark)
                case UInt8(ascii: "N"): stack.append(.none)
                case 0x88: stack.append(.bool(true))
                case 0x89: stack.append(.bool(false))
                case UInt8(ascii: "K"): stack.append(.integer(Int(try byte())))
                case UInt8(ascii: "M"): stack.append(.integer(try number(2)))
                case UInt8(ascii: "J"): stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
                case UInt8(ascii: "U"): stack.append(.bytes(try bytes(Int(try byte()))))
                case UInt8(ascii: "T"), UInt8(ascii: "X"): stack.append(.bytes(try bytes(try number(4))))
                case UInt8(ascii: "q"): memo[Int(try byte())] = try top()
                case UInt8(ascii: "r"): memo[try number(4)] = try top()
                case UInt8(ascii: "h"): stack.append(try known(Int(try byte())))
                case UInt8(ascii: "j"): stack.append(try known(try number(4)))
                case UInt8(ascii: "c"):
                    let name = try "\(line()) \(line())"
                    guard allowed.contains(name) else { throw PickleError(description: "it refers to \(name.prefix(80)), which is not allowed") }
                    stack.append(.name(name))
                case 0x85, 0x86, 0x87: stack.append(.tuple(try pop(Int(code) - 0x84)))
                case UInt8(ascii: "t"): stack.append(.tuple(try popToMark()))
                case UInt8(ascii: "a"):
                    let item = try pop(1)
                    try grow(with: item, isMapping: false)
                case UInt8(ascii: "e"): try grow(with: popToMark(), isMapping: false)
                case UInt8(ascii: "s"): try grow(with: pop(2), isMapping: true)
                case UInt8(ascii: "u"): try grow(with: popToMark(), isMapping: true)
                case UInt8(ascii: "R"): try construct()
                case UInt8(ascii: "b"): try setState()
                default: throw PickleError(description: "instruction \(code) at byte \(place) is not one of the layout")
                }
            }
        }

        /// Constructs an array or a number type, depending on the function's name.
        private mutating func construct() throws {
            let parts = try pop(2), box = Box()
            guard case .name(let name) = parts[0], case .tuple(let arguments) = parts[1] else {
                throw PickleError(description: "it calls something that is not a function")
            }
            if name.hasSuffix("dtype") {
                box.items = Array(arguments.prefix(1))
            } else if !name.hasSuffix("_reconstruct") {
                throw PickleError(description: "it calls \(name)")
            }
            stack.append(.array(box))
        }

        private mutating func setState() throws {
            let parts = try pop(2)
            guard case .array(let box) = parts[0], case .tuple(let state) = parts[1] else {
                throw PickleError(description: "it sets the state of something that is not an array")
            }
            // A type of bytes has no state that matters; an array's is its content.
            if box.items.isEmpty { box.items = state }
            stack.append(parts[0])
        }

        private mutating func grow(with items: [Pickle], isMapping: Bool) throws {
            switch try top() {
            case .list(let box) where !isMapping: box.items += items
            case .mapping(let box) where isMapping && items.count % 2 == 0: box.items += items
            default: throw PickleError(description: "it adds to what is neither a list nor a mapping")
            }
        }

        private func top() throws -> Pickle {
            guard let last = stack.last else { throw PickleError(description: "it takes from an empty stack") }
            return last
        }
        private func known(_ place: Int) throws -> Pickle {
            guard let value = memo[place] else { throw PickleError(description: "it asks for a value that it did not store") }
            return value
        }
        private mutating func pop(_ count: Int) throws -> [Pickle] {
            if stack.count < count { throw PickleError(description: "it takes from an empty stack") }
            let items = Array(stack.suffix(count))
            stack.removeLast(count)
            return items
        }
        private mutating func popToMark() throws -> [Pickle] {
            guard let mark = stack.lastIndex(where: { if case .mark = $0 { true } else { false } }) else {
                throw PickleError(description: "it ends a group that did not begin")
            }
            let items = Array(stack[(mark + 1)...])
            stack.removeSubrange(mark...)
            return items
        }

        private mutating func byte() throws -> UInt8 {
            if at >= data.count { throw PickleError(description: "it is cut short") }
            defer { at += 1 }
            return data[at]
        }
        /// Little-endian.
        private mutating func number(_ count: Int) throws -> Int {
            try bytes(count).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        private mutating func bytes(_ count: Int) throws -> Data {
            if count > data.count - at { throw PickleError(description: "it is cut short") }
            defer { at += count }
            return data[at..<at + count]
        }
        private mutating func line() throws -> String {
            guard let end = data[at...].prefix(200).firstIndex(of: UInt8(ascii: "\n")) else { throw PickleError(description: "a name has no end") }
            defer { at = end + 1 }
            return String(decoding: data[at..<end], as: UTF8.self)
        }
    }
}
