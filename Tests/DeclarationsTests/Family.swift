import Declarations

// A small family of declarations, with everything that the real ones have: scalars, a choice, fractions, optionals, nesting, lists, a cycle of names.

protocol Search: Declaration {}
protocol Bounded: Search {}

enum Measure: String, Codable, Sendable, CaseIterable { case l1, l2, linf }

struct PGD: Bounded {
    var norm = Measure.l2, steps = 40, stepSize = Fraction(1, 30), randomStart = true
    func validate() throws { if steps < 1 { throw Invalid("steps", expected: "a whole number of at least 1") } }
}

struct IteratedFGSM: Bounded {
    var norm = Measure.linf, steps = 10, weight: Float = 0.1, precision = 0.1
}

struct CarliniWagner: Search {
    var searches = 5
    var clip: Float? = 1
    var start: Fraction?
}

struct LeastDistance: Search {
    @Declared var of: any Bounded = PGD()
    var first = Fraction(3, 10), growths = 20, bisections = 20
}

/// A wrapper that can hold its own kind: a definition can make it contain itself.
struct Restarted: Bounded {
    @Declared var of: any Bounded = PGD()
    var restarts = 5
}

struct Recipe: Declaration {
    @Declared var search: any Search = LeastDistance()
    @Declared var other: (any Search)? = nil
    @DeclaredList var penalties: [any Search] = []
    var images = 300, batch = 20, title = "", seed: UInt8 = 0
    var counts: [String: Int] = [:]
    var kept = Tree(.mapping([]))
    func validate() throws {
        if batch < 1 || batch > images { throw Invalid("batch", expected: "a whole number from 1 to images (\(images))") }
    }
}

struct Titled: Declaration {
    var id = ""
    var model: Named<Recipe>?
    static var required: [String] { ["id"] }
}

let family: [any Declaration.Type] = [PGD.self, IteratedFGSM.self, CarliniWagner.self, LeastDistance.self, Restarted.self, Recipe.self, Titled.self]
typealias AnySearch = Declared<any Search>

func entries(_ json: String, _ file: String) throws -> [String: Tree] {
    Dictionary(uniqueKeysWithValues: try Tree(json: json, file: file).entries.map { ($0.key, $0.value) })
}

func read<T: Decodable>(_ type: T.Type, _ json: String, defaults: String = "{}", definitions: String = "{}") throws -> T {
    let reader = Reader(types: family, defaults: try entries(defaults, "smoke"), definitions: Definitions(try entries(definitions, "models")))
    return try reader.read(type, from: try Tree(json: json, file: "m"))
}

/// The mistakes that reading gives; none if it succeeds.
func mistakes<T: Decodable>(_ type: T.Type, _ json: String, defaults: String = "{}", definitions: String = "{}") -> [String] {
    do {
        _ = try read(type, json, defaults: defaults, definitions: definitions)
        return []
    } catch let error as ManifestError { return error.mistakes } catch { return ["not a ManifestError: \(error)"] }
}
