import Declarations
import Testing

/// Extreme numbers, put into every property of a type, one at a time.
enum Extremes {
    /// Whole numbers and others: without a range on some property one of them would overflow, divide by zero or request gigabytes.
    static let numbers = [
        "\(Int.min)", "-1", "0", "1", "100000000", "\(1 << 62)", "\(Int.max)", "18446744073709551615", "-inf", "-1e308", "-5e-324", "5e-324", "1e-9",
        "1e19", "1e38", "1e308", "inf", "nan",
    ]

    /// Reads `type` with each number in each place: either the error names the key, or `use` is called with the value.
    ///
    /// `use` computes what the program derives from the value; a sum or product that overflows ends the test.
    static func check<T: Declaration>(_ type: T.Type, _ reader: Reader, _ use: (T) throws -> Void) throws {
        let defaults = try Tree(of: T.init())
        for path in scalars(of: defaults) {
            for number in numbers {
                let tree = defaults.replacing(path, by: Tree(.scalar(number, quoted: false)))
                do { try use(reader.read(T.self, from: tree)) } catch let error as ManifestError {
                    let key = path.last { Int($0) == nil } ?? ""
                    #expect("\(error)".contains(key), "\(T.name).\(path.joined(separator: ".")): \(number) is refused without a name: \(error)")
                }
            }
        }
    }

    /// The paths of all scalars in a tree: numbers, strings, and optionals that are nil.
    private static func scalars(of tree: Tree) -> [[String]] {
        switch tree.content {
        case .mapping(let entries): entries.flatMap { entry in scalars(of: entry.value).map { [entry.key] + $0 } }
        case .list(let items): items.enumerated().flatMap { index, item in scalars(of: item).map { ["\(index)"] + $0 } }
        default: [[]]
        }
    }
}

extension Tree {
    /// The tree with the subtree at a path of keys and indices replaced.
    fileprivate func replacing(_ path: [String], by other: Tree) -> Tree {
        guard let step = path.first else { return other }
        let rest = Array(path.dropFirst())
        switch content {
        case .mapping(let entries):
            return Tree(.mapping(entries.map { $0.key == step ? Entry($0.key, $0.value.replacing(rest, by: other)) : $0 }), at: place)
        case .list(let items):
            return Tree(.list(items.enumerated().map { "\($0)" == step ? $1.replacing(rest, by: other) : $1 }), at: place)
        default: return self
        }
    }
}
