import Attacks
import Classification
import Declarations
import Tensors
import Testing

/// Twenty bisections on a monotone problem leave an interval of a millionth of the radius; a precision of 1 % leaves 1 %, for far fewer calls.
@Test func precisionSavesCalls() throws {
    let model = linear(classes: 2), batch = try labelled(model)
    let full = LeastDistance(of: FGSM(norm: .l2))
    var coarse = full
    coarse.precision = Fraction(1, 100)
    let a = try full(model, batch, random), b = try coarse(model, batch, random)
    for n in 0..<batch.count where a.calls[n] > 0 {
        let near = Norm.l2.distance(a.images[n], batch.images[n]), far = Norm.l2.distance(b.images[n], batch.images[n])
        #expect(near <= far && far <= near * 1.011 && b.spent[n] < a.spent[n] - 10)
    }
}

/// Nothing grows beyond the ball that holds the whole box.
@Test func growthStopsAtTheBox() throws {
    let model = LinearClassifier(weights: Tensor(zeros: [2, 60])), counter = CallCounter()
    let batch = LabelledImages(images: uniform("images", [1] + side, 0, 1), labels: [0], samples: [0])
    // 0.3, 0.45, 0.675 and 1: one call for the image, then two for each radius.
    let result = try LeastDistance(of: FGSM(norm: .linf))(CountingCalls(model, counter), batch, random)
    #expect(!result.found[0] && counter.images == 1 + 4 * 2)
}

@Test func impossibleValuesAreRefused() {
    func refused(_ key: String, _ attack: some Attack) {
        #expect { try attack.validate() } throws: { ($0 as? Invalid)?.key == key }
    }
    var search = LeastDistance()
    search.growth = Fraction(1)
    refused("growth", search)
    search = LeastDistance()
    search.precision = Fraction(1)
    refused("precision", search)
    search = LeastDistance()
    search.first = Fraction(0)
    refused("first", search)
    refused("radius", Within(Fraction(-1, 255), of: FGSM()))
    refused("steps", PGD(steps: 0, randomStart: true))
    refused("restarts", PGD(randomStart: false, restarts: 2))
    refused("steps", CarliniWagner(searches: 1, steps: 0))
    refused("searches", CarliniWagner(searches: 0, steps: 1))
}
