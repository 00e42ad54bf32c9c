import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// The parts run in order, each on the images at which those before it failed: the union of their successes, and the sum of their queries.
@Test(arguments: [Norm.l2, .linf]) func theUnionOfItsParts(_ norm: Norm) throws {
    let model = TanhNet(), batch = try labelled(model, 40), radius: Float = norm == .l2 ? 0.06 : 0.009
    let radii = batch.labels.map { _ in radius }, short = shortAutoAttack(norm), result = try short(model, batch, radii: radii, random)
    let parts: [any BoundedAttack] = [
        APGD(norm: norm, steps: short.steps), APGD(norm: norm, steps: short.steps, loss: .differenceOfLogitsRatio, targets: short.targets),
        Square(norm: norm, queries: short.squareQueries),
    ]
    let keys = ["first", "targeted", "square"]
    let alone = try zip(parts, keys).map { try $0(model, batch, radii: radii, random($1)) }
    let nearest = try FAB(norm: norm, steps: short.boundarySteps, targets: short.targets)(model, batch, random)
    for n in 0..<batch.count {
        let isNear = nearest.distances[n] <= Double(radius) * (1 + Ball.relativeSlack), found = alone.map { $0.found[n] }
        #expect(result.found[n] == (found[0] || found[1] || isNear || found[2]), "image \(n)")
        if found[0] { #expect(result.row(n) == alone[0].row(n), "image \(n)") }
        if !found[0] && found[1] { #expect(result.totalQueries[n] == alone[0].totalQueries[n] + alone[1].totalQueries[n], "image \(n)") }
        if !result.found[n] {
            let queries = alone.map { $0.totalQueries[n] }.reduce(0, +) + nearest.totalQueries[n]
            #expect(result.totalQueries[n] == queries && result.queries[n] == queries, "image \(n)")
        }
    }
    #expect(result.found.contains(true) && result.found.contains(false))
}

/// Its targeted part needs four classes.
@Test func autoAttackNeedsFourClasses() throws {
    let model = linear(classes: 3), batch = try labelled(model)
    #expect(throws: TooFewClasses(needed: 4, classes: 3)) { try AutoAttack()(model, batch, radii: batch.labels.map { _ in 0.1 }, random) }
}

/// The published standard version: 100 steps of APGD, nine targets, 100 steps of FAB, 5,000 queries of Square, whose windows shrink after fixed
/// numbers of queries.
@Test func theStandardVersionIsThePublishedOne() {
    let attack = AutoAttack()
    #expect(attack.steps == 100 && attack.targets == 9 && attack.boundarySteps == 100 && attack.squareQueries == 5000)
    #expect(APGD().rho == Fraction(3, 4) && FAB().largestBias == Fraction(1, 10) && FAB().overshoot == Fraction(105, 100))
    #expect(FAB().backward == Fraction(9, 10) && Square().initialShare == Fraction(8, 10) && !Square().stretchesSchedule)
}
