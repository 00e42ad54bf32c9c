import Attacks
import Declarations
import Tensors
import Testing

private func refused(_ key: String, _ attack: some Attack, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(sourceLocation: sourceLocation) { try attack.validate() } throws: { ($0 as? Invalid)?.key == key }
    #expect(attack.passes.isFinite, sourceLocation: sourceLocation)
}
private func with<A: Attack>(_ attack: A, _ change: (inout A) -> Void) -> A {
    var changed = attack
    change(&changed)
    return changed
}
private let huge = 4_611_686_018_427_387_904, tiny = Fraction(1, .max), vast = Fraction(.max)

/// Numbers that would overflow, hang or fill the memory are refused by name; until they are, nothing derived from them traps.
@Test func extremesAreRefused() {
    for steps in [huge, .max, .min, -1, 0] {
        refused("steps", with(PGD()) { $0.steps = steps })
        refused("steps", with(IteratedFGSM()) { $0.steps = steps })
        refused("steps", with(CarliniWagner()) { $0.steps = steps })
        refused("searches", with(CarliniWagner()) { $0.searches = steps })
        refused("restarts", with(PGD()) { $0.restarts = steps })
        refused("target", with(PGD()) { $0.target = steps })
        refused("tries", with(LeastDistance()) { $0.tries = steps })
        if steps != 0 {
            refused("growths", with(FoolboxSearch()) { $0.growths = steps })
            refused("bisections", with(FoolboxSearch()) { $0.bisections = steps })
        }
    }
    for fraction in [tiny, vast, Fraction(0), Fraction(-1), Fraction(-.max)] {
        refused("stepSize", with(PGD()) { $0.stepSize = fraction })
        refused("stepSize", with(IteratedFGSM()) { $0.stepSize = fraction })
        refused("learningRate", with(CarliniWagner()) { $0.learningRate = fraction })
        refused("initialConstant", with(CarliniWagner()) { $0.initialConstant = fraction })
        refused("first", with(FoolboxSearch()) { $0.first = fraction })
        refused("growth", with(FoolboxSearch()) { $0.growth = fraction })
        if fraction.value < 0 || fraction.value > 1 {
            refused("precision", with(LeastDistance()) { $0.precision = fraction })
            refused("radius", Within(fraction, of: FGSM()))
        }
    }
    refused("growth", with(FoolboxSearch()) { $0.growth = Fraction(1) })
    refused("precision", with(LeastDistance()) { $0.precision = Fraction(1) })
    // Each within its range, but 0.3 * 10^19 is not a radius.
    refused("growths", with(FoolboxSearch()) { $0.growth = Fraction(10) })
    refused("restarts", PGD(randomStart: false, restarts: 2))
    refused("goal", with(PGD()) { $0.goal = .reachTarget })
}

/// The ends of the ranges are accepted, and so are all defaults.
@Test func theEndsOfTheRangesAreAccepted() throws {
    let longest: [any Attack] = [
        with(PGD()) { ($0.steps, $0.restarts, $0.stepSize, $0.target) = (10_000, 1000, Fraction(1000), 1000) },
        with(IteratedFGSM()) { ($0.steps, $0.stepSize) = (10_000, Fraction(1, 1_000_000)) },
        with(CarliniWagner(searches: 100, steps: 100_000)) { ($0.learningRate, $0.initialConstant) = (Fraction(100), Fraction(1_000_000_000)) },
        with(LeastDistance()) { ($0.tries, $0.precision) = (1000, Fraction(0)) },
        with(FoolboxSearch()) { ($0.growths, $0.bisections, $0.growth) = (37, 100, Fraction(3, 2)) },
        Within(Fraction(1_000_000), of: FGSM()), Within(Fraction(0), of: FGSM()),
    ]
    for attack in longest + attacks.map({ $0.init() }) {
        #expect(throws: Never.self, "\(title(attack))") { try attack.validate() }
        #expect(attack.passes.isFinite && attack.passes > 0)
    }
}

/// Step sizes and radii at the ends of their ranges are run, not only accepted.
@Test func theEndsOfTheRangesRun() throws {
    let model = TanhNet(), batch = try labelled(model, 5)
    for stepSize in [Fraction(1, 1_000_000), Fraction(1000)] {
        for norm in [.l1, .l2, .linf] as [Norm] {
            for radius in [Fraction(0), Fraction(1_000_000)] {
                let attack = PGD(norm: norm, steps: 3, stepSize: stepSize, randomStart: true),
                    result = try Within(radius, of: attack)(model, batch, random)
                #expect(try verify(model, batch, result, norm: norm).allSatisfy(\.holds), "\(norm) \(stepSize) \(radius)")
            }
        }
    }
    var strong = CarliniWagner(searches: 30, steps: 4)
    (strong.initialConstant, strong.learningRate) = (Fraction(1_000_000_000), Fraction(100))
    #expect(try verify(model, batch, strong(model, batch, random), norm: .l2).allSatisfy(\.holds))
}
