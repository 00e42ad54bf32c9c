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

/// Numbers that would overflow, hang or exhaust memory are rejected by name, and nothing derived from them traps before that.
@Test func extremesAreRefused() {
    for steps in [huge, .max, .min, -1, 0] {
        refused("steps", with(PGD()) { $0.steps = steps })
        refused("steps", with(IteratedFGSM()) { $0.steps = steps })
        refused("steps", with(CarliniWagner()) { $0.steps = steps })
        refused("searches", with(CarliniWagner()) { $0.searches = steps })
        refused("steps", with(EvasiveCarliniWagner()) { $0.steps = steps })
        refused("searches", with(EvasiveCarliniWagner()) { $0.searches = steps })
        refused("steps", with(Boundary()) { $0.steps = steps })
        refused("directions", with(Boundary()) { $0.directions = steps })
        refused("checkEvery", with(Boundary()) { $0.checkEvery = steps })
        refused("draws", with(Boundary()) { $0.draws = steps })
        refused("blends", with(Boundary()) { $0.blends = steps })
        refused("steps", with(DeepFool()) { $0.steps = steps })
        refused("candidates", with(DeepFool()) { $0.candidates = steps })
        refused("steps", with(DDN()) { $0.steps = steps })
        refused("steps", with(APGD()) { $0.steps = steps })
        refused("restarts", with(APGD()) { $0.restarts = steps })
        refused("targets", with(APGD()) { $0.targets = steps })
        refused("steps", with(FAB()) { $0.steps = steps })
        refused("targets", with(FAB()) { $0.targets = steps })
        refused("queries", with(Square()) { $0.queries = steps })
        refused("steps", with(AutoAttack()) { $0.steps = steps })
        refused("targets", with(AutoAttack()) { $0.targets = steps })
        refused("boundarySteps", with(AutoAttack()) { $0.boundarySteps = steps })
        refused("squareQueries", with(AutoAttack()) { $0.squareQueries = steps })
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
        refused("learningRate", with(EvasiveCarliniWagner()) { $0.learningRate = fraction })
        refused("initialConstant", with(EvasiveCarliniWagner()) { $0.initialConstant = fraction })
        refused("sphericalStep", with(Boundary()) { $0.sphericalStep = fraction })
        refused("sourceStep", with(Boundary()) { $0.sourceStep = fraction })
        refused("adaptation", with(Boundary()) { $0.adaptation = fraction })
        refused("gamma", with(DDN()) { $0.gamma = fraction })
        refused("initialRadius", with(DDN()) { $0.initialRadius = fraction })
        refused("stepSize", with(DDN()) { $0.stepSize = fraction })
        refused("finalStepSize", with(DDN()) { $0.finalStepSize = fraction })
        refused("overshoot", with(FAB()) { $0.overshoot = fraction })
        refused("initialShare", with(Square()) { $0.initialShare = fraction })
        refused("first", with(FoolboxSearch()) { $0.first = fraction })
        refused("growth", with(FoolboxSearch()) { $0.growth = fraction })
        if fraction.value < 0 || fraction.value > 1 {
            refused("weight", with(EvasiveCarliniWagner()) { $0.weight = fraction })
            refused("confidence", with(EvasiveCarliniWagner()) { $0.confidence = fraction })
            refused("overshoot", with(DeepFool()) { $0.overshoot = fraction })
            refused("rho", with(APGD()) { $0.rho = fraction })
            refused("largestBias", with(FAB()) { $0.largestBias = fraction })
            refused("backward", with(FAB()) { $0.backward = fraction })
            refused("precision", with(LeastDistance()) { $0.precision = fraction })
            refused("radius", Within(fraction, of: FGSM()))
        }
    }
    for attack in [APGD(norm: .l1), FAB(norm: .l1), Square(norm: .l1), AutoAttack(norm: .l1)] as [any Attack] { refused("norm", attack) }
    refused("growth", with(FoolboxSearch()) { $0.growth = Fraction(1) })
    refused("precision", with(LeastDistance()) { $0.precision = Fraction(1) })
    // Each is within its range, but 0.3 * 10^19 is not a valid radius.
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
        with(EvasiveCarliniWagner()) { ($0.weight, $0.confidence) = (Fraction(1_000_000), Fraction(1_000_000)) },
        with(Boundary()) { ($0.steps, $0.directions, $0.sphericalStep, $0.sourceStep) = (1_000_000, 1000, Fraction(1), Fraction(1)) },
        with(Boundary()) { ($0.checkEvery, $0.draws, $0.blends, $0.adaptation) = (1_000_000, 100_000, 100_000, Fraction(10)) },
        with(DeepFool()) { ($0.steps, $0.candidates, $0.overshoot) = (10_000, 1000, Fraction(10)) },
        with(DDN()) { ($0.steps, $0.initialRadius, $0.gamma) = (100_000, Fraction(1_000_000), Fraction(1, 1_000_000)) },
        with(APGD()) { ($0.steps, $0.restarts, $0.targets, $0.rho) = (10_000, 1000, 1000, Fraction(1)) },
        with(FAB()) { ($0.steps, $0.targets, $0.largestBias, $0.overshoot) = (10_000, 1000, Fraction(1), Fraction(10)) },
        with(Square()) { ($0.queries, $0.initialShare) = (1_000_000, Fraction(1)) },
        with(AutoAttack()) { ($0.steps, $0.targets, $0.boundarySteps, $0.squareQueries) = (10_000, 1000, 10_000, 1_000_000) },
        with(LeastDistance()) { ($0.tries, $0.precision) = (1000, Fraction(0)) },
        with(FoolboxSearch()) { ($0.growths, $0.bisections, $0.growth) = (37, 100, Fraction(3, 2)) },
        Within(Fraction(1_000_000), of: FGSM()), Within(Fraction(0), of: FGSM()),
    ]
    for attack in longest + attacks.map({ $0.init() }) {
        #expect(throws: Never.self, "\(title(attack))") { try attack.validate() }
        #expect(attack.passes.isFinite && attack.passes > 0)
    }
}

/// Step sizes and radii at the ends of their ranges also run.
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
    for weight in [Fraction(0), Fraction(1_000_000)] {
        for confidence in [Fraction(0), Fraction(1_000_000)] {
            var evasive = EvasiveCarliniWagner()
            (evasive.searches, evasive.steps, evasive.weight, evasive.confidence) = (12, 4, weight, confidence)
            (evasive.initialConstant, evasive.learningRate) = (Fraction(1_000_000_000), Fraction(100))
            #expect(try verify(model, batch, evasive(model, batch, random), norm: .l2).allSatisfy(\.holds), "\(weight) \(confidence)")
        }
    }
    for overshoot in [Fraction(0), Fraction(10)] {
        var fool = DeepFool()
        (fool.overshoot, fool.candidates, fool.steps) = (overshoot, 2, 20)
        #expect(try verify(model, batch, fool(model, batch, random), norm: .l2).allSatisfy(\.holds), "\(overshoot)")
        var plane = FAB(norm: .l2, steps: 10, targets: 1000)
        (plane.overshoot, plane.backward, plane.largestBias) = (
            overshoot.value == 0 ? Fraction(1) : overshoot, Fraction(0), overshoot.value == 0 ? Fraction(0) : Fraction(1)
        )
        #expect(try verify(model, batch, plane(model, batch, random), norm: .l2).allSatisfy(\.holds), "\(overshoot)")
    }
    for size in [Fraction(1, 1_000_000), Fraction(1000)] {
        var ddn = DDN()
        (ddn.stepSize, ddn.finalStepSize, ddn.initialRadius, ddn.gamma) = (size, size, size, Fraction(1, 1_000_000))
        #expect(try verify(model, batch, ddn(model, batch, random), norm: .l2).allSatisfy(\.holds), "\(size)")
    }
    for norm in [.l2, .linf] as [Norm] {
        for radius in [Fraction(0), Fraction(1_000_000)] {
            var square = Square(norm: norm, queries: 7)
            square.initialShare = Fraction(1)
            for attack in [square, APGD(norm: norm, steps: 1), APGD(norm: norm, steps: 7, targets: 1000), shortAutoAttack(norm)]
                as [any BoundedAttack]
            {
                let result = try Within(radius, of: attack)(model, batch, random)
                #expect(try verify(model, batch, result, norm: norm).allSatisfy(\.holds), "\(title(attack)) \(radius)")
            }
        }
    }
    for size in [Fraction(1, 1_000_000), Fraction(1)] {
        var walk = boundary
        (walk.sphericalStep, walk.sourceStep, walk.adaptation, walk.draws, walk.blends) = (size, size, Fraction(10), 3, 1)
        #expect(try verify(model, batch, walk(model, batch, random), norm: .l2).allSatisfy(\.holds), "\(size)")
    }
}
