import Datasets
import Declarations
import Networks
import Tensors
import Testing
import Training

@Suite struct RecipeTests {
    static let mistakes: [(String, @Sendable (inout Recipe) -> Void)] = [
        ("images", { $0.images = 0 }), ("images", { $0.images = -5 }), ("images", { $0.images = 1_000_001 }), ("images", { $0.images = .min }),
        ("batch", { $0.batch = 0 }), ("batch", { $0.batch = -1 }), ("batch", { $0.batch = 27 }), ("batch", { $0.batch = .max }),
        ("epochs", { $0.epochs = -1 }), ("epochs", { $0.epochs = 0 }), ("epochs", { $0.epochs = .max }),
        ("heldOut", { $0.heldOut = .max }), ("penalties", { $0.penalties = Array(repeating: TotalVariation(), count: 101) }),
        ("architecture", { $0.architecture = net(blocks: 1000, width: 4096, branches: 64) }),
        ("batch", { ($0.architecture, $0.images, $0.batch) = (net(blocks: 5, width: 32, branches: 2), 1_000_000, 1_000_000) }),
        ("architecture", { $0.data = odd }),
        ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnHeldOut, 0) }), ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnTest, -3) }),
        ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnHeldOut, 999_975) }),
        ("heldOut", { ($0.selection, $0.heldOut) = (.bestOnTest, 1_000_001) }),
        ("heldOut", { ($0.selection, $0.heldOut, $0.images) = (.bestOnHeldOut, 1, 1_000_000) }),
        ("images", { $0.data = Nothing() }),
    ]
    static func net(blocks: Int, width: Int, branches: Int) -> ResNeXt {
        var net = ResNeXt()
        (net.blocks, net.width, net.branches) = (blocks, width, branches)
        return net
    }
    /// Images whose sides cannot be halved twice.
    static var odd: Procedural {
        var odd = Procedural()
        odd.side = 18
        return odd
    }
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
        #expect(key(descent { $0.learningRate = 1e30 }) == "learningRate" && key(descent { $0.weightDecay = 1e30 }) == "weightDecay")
        #expect(key(descent { $0.momentum = 1 }) == "momentum" && key(descent { $0.weightDecay = -1 }) == "weightDecay")
        #expect(key(totalVariation(-1)) == "weight" && key(totalVariation(.infinity)) == "weight" && key(totalVariation(0)) == nil)
        #expect(key(lipschitz(-1)) == "weight" && key(lipschitz(.nan)) == "weight" && key(lipschitz(1)) == nil)
        #expect(key(differences(Fraction(0, 1))) == "h" && key(differences(Fraction(-1, 10))) == "h" && key(FiniteDifferences()) == nil)
        var scaled = lipschitz(1)
        scaled.scale = Fraction(-1, 128)
        #expect(key(scaled) == "scale" && key(differences(Fraction(2, 1))) == "h")
        var steps = Steps(), cycle = OneCycle()
        steps.at = [Fraction(3, 2)]
        cycle.warmUp = Fraction(-1, 2)
        #expect(key(steps) == "at" && key(cycle) == "warmUp" && key(Steps()) == nil && key(OneCycle()) == nil)
    }
}
