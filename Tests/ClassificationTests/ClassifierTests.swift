import Classification
import Tensors
import Testing

private let model = LinearClassifier(weights: Tensor(shape: [3, 2], values: [1, 0, 0, 1, 1, 0]))
private let images = Tensor(shape: [3, 1, 1, 2], values: [0.9, 0.2, 0.1, 0.7, 0.5, 0.5])

@Test func tiesGoToTheFirst() throws {
    #expect(try model.labels(images) == [0, 1, 0])
    #expect([Float]([2, 7, 7]).firstIndexOfMaximum == 1)
}

@Test(arguments: [Float.nan, .infinity, -.infinity]) func noPredictionFromWhatIsNoNumber(_ value: Float) {
    let broken = Tensor(shape: [2, 1, 1, 2], values: [0.1, 0.2, 0.3, value])
    #expect(throws: NotANumber("logits", sample: 41)) { try model.labels(broken, samples: [40, 41]) }
    #expect(throws: NotANumber("logits", sample: 1)) { try model.labels(broken) }
    #expect("\(NotANumber("logits", sample: 41))".contains("41"))
}

@Test func linearLogitsAndPullback() throws {
    try model.differentiate(images) { logits, pullback in
        #expect(logits == Tensor(shape: [3, 3], values: [0.9, 0.2, 0.9, 0.1, 0.7, 0.1, 0.5, 0.5, 0.5]))
        let gradient = try pullback(Tensor(shape: [3, 3], values: [1, 0, 0, 0, 1, 0, 1, 2, 3]))
        #expect(gradient == Tensor(shape: [3, 1, 1, 2], values: [1, 0, 0, 1, 4, 2]))
    }
}

@Test func queriesAreCounted() throws {
    let counter = QueryCounter(), counting = CountingQueries(model, counter)
    _ = try counting.labels(images)
    try counting.differentiate(images) { logits, pullback in
        _ = try pullback(logits)
        _ = try pullback(logits)
    }
    #expect(counter.images == 6 && counter.pullbacks == 6)
}

@Test func rowsKeepLabelsAndSamplesTogether() {
    let batch = LabelledImages(images: images, labels: [0, 1, 2], samples: [7, 8, 9]).rows([2, 0])
    #expect(batch.images == images.rows([2, 0]) && batch.labels == [2, 0] && batch.samples == [9, 7] && batch.count == 2)
}
