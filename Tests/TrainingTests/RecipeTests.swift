import Datasets
import Declarations
import Tensors
import Testing
import Training

@Suite struct RecipeTests {
    static let mistakes: [(String, @Sendable (inout Recipe) -> Void)] = [
        ("images", { $0.images = 0 }), ("images", { $0.images = -5 }), ("images", { $0.images = 1_000_001 }), ("images", { $0.images = .min }),
        ("batch", { $0.batch = 0 }), ("batch", { $0.batch = -1 }), ("batch", { $0.batch = 27 }), ("batch", { $0.batch = .max }),
        ("epochs", { $0.epochs = -1 }),
        ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnHeldOut, 0) }), ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnTest, -3) }),
        ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnHeldOut, 999_975) }),
        ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnTest, 1_000_001) }),
        ("heldOut", { ($0.selection, $0.heldOut, $0.images) = (.bestOnHeldOut, 1, 1_000_000) }),
        ("images", { $0.data = Nothing() }),
    ]
    /// A data set without images.
    struct Nothing: Dataset {
        var classes: Int { 2 }
        var image: [Int] { [4, 4, 3] }
        func count(_ split: Split) -> Int { 0 }
        var checksum: String { "nothing" }
        func open(in folder: String?) throws -> any ImageSource { throw Invalid("", expected: "opened") }
    }

    @Test(arguments: mistakes.indices) func mistakesNameTheirKey(_ index: Int) {
        let (key, change) = Self.mistakes[index]
        #expect { try Recipe.small(change).validate() } throws: { ($0 as? Invalid)?.key == key }
    }
    @Test func steps() throws {
        try Recipe.small().validate()
        try Recipe.small { ($0.selection, $0.heldOut) = (.bestOnHeldOut, 999_974) }.validate()
        #expect(Recipe.small().steps == 3 && Recipe.small { $0.batch = 0 }.steps == 0 && Recipe.small { $0.batch = 13 }.steps == 2)
    }

    @Test func mistakesOfTheParts() {
        func key(_ value: some Declaration) -> String? {
            do { try value.validate() } catch { return (error as? Invalid)?.key ?? "another error" }
            return nil
        }
        func descent(_ change: (inout SGD) -> Void) -> SGD {
            var descent = SGD()
            change(&descent)
            return descent
        }
        #expect(
            key(SGD()) == nil && key(descent { $0.learningRate = 0 }) == "learningRate" && key(descent { $0.learningRate = .nan }) == "learningRate")
        #expect(key(descent { $0.momentum = 1 }) == "momentum" && key(descent { $0.weightDecay = -1 }) == "weightDecay")
        #expect(key(totalVariation(-1)) == "weight" && key(totalVariation(.infinity)) == "weight" && key(totalVariation(0)) == nil)
        #expect(key(lipschitz(-1)) == "weight" && key(lipschitz(.nan)) == "weight" && key(lipschitz(1)) == nil)
        #expect(key(differences(Fraction(0, 1))) == "h" && key(differences(Fraction(-1, 10))) == "h" && key(FiniteDifferences()) == nil)
        var steps = Steps(), cycle = OneCycle()
        steps.at = [Fraction(3, 2)]
        cycle.warmUp = Fraction(-1, 2)
        #expect(key(steps) == "at" && key(cycle) == "warmUp" && key(Steps()) == nil && key(OneCycle()) == nil)
    }
}
