import Attacks
import Classification
import Tensors
import Testing

/// Early abort skips steps after the loss has stopped falling, and costs little distance.
@Test func earlyAbortSavesQueries() throws {
    let model = TanhNet(), batch = try labelled(model), patient = CarliniWagner(searches: 4, steps: 1000)
    var hasty = patient
    hasty.abortEarly = true
    var through = patient
    through.abortEarly = false
    let a = try hasty(model, batch, random), b = try through(model, batch, random)
    for n in 0..<batch.count where n % 5 != 4 {
        #expect(b.totalQueries[n] == 1 + 4 * 1000)
        #expect(a.totalQueries[n] < b.totalQueries[n] / 2 && a.found[n] && b.found[n])
        #expect(Norm.l2.distance(a.images[n], batch.images[n]) <= 1.05 * Norm.l2.distance(b.images[n], batch.images[n]) + 1e-4)
    }
}

/// On a smooth net its median distance is no larger than that of steepest ascent.
@Test func nearerThanAscentInTheMedian() throws {
    let model = TanhNet(), batch = try labelled(model, 40)
    func median(_ attack: some MinimumNormAttack) throws -> Double {
        let verifications = try verify(model, batch, attack(model, batch, random), norm: .l2)
        return verifications.map(\.distance).sorted()[batch.count / 2]
    }
    #expect(try median(carliniWagner) <= median(LeastDistance(of: FGSM(norm: .l2))))
}
