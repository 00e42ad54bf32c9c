public import Attacks
import Classification
public import Datasets
public import Declarations
public import Observations
public import Records
public import Training
import Foundation
import Networks
import Tensors

/// What a job does: a pure function of this value, of its inputs and of the samples asked for.
public protocol Work: Declaration {
    var inputs: [Key] { get }
    var data: any Dataset { get }
    func run(_ samples: [Int], _ store: Store, _ reader: Reader, key: Key) throws
}

let works: [any Work.Type] = [Train.self, AttackImages.self, Observe.self]

public struct Train: Work {
    public var recipe = Recipe(), seed: UInt64 = 0
    public init() {}
    public var inputs: [Key] { [] }
    public var data: any Dataset { recipe.data }
    public func run(_ samples: [Int], _ store: Store, _ reader: Reader, key: Key) throws {
        let state = try recipe.train(RandomSource(seed: seed), images: try data.open(in: nil), on: Team(threads: 1))
        let weights = state.parameters.tensors[0]
        let head = weights.shape.map(Int32.init)
        try store.write(Data(bytes: [Int32(head.count)] + head, count: 4 * (head.count + 1)) + Data(bytes: weights.values, count: 4 * weights.values.count), key, "weights.bin")
    }
}

public struct AttackImages: Work {
    public var model = Key(hashing: "")
    @Declared public var data: any Dataset = Procedural()
    @Declared public var attack: any MinimumNormAttack = Clean()
    public var seed: UInt64 = 0
    public init() {}
    public var inputs: [Key] { [model] }
    public func run(_ samples: [Int], _ store: Store, _ reader: Reader, key: Key) throws {
        let model = try classifier(model, store, reader), batch = try data.open(in: nil)(.test, samples)
        let correct = zip(try model.labels(batch.images), batch.labels).map { $0 == $1 }
        let result = try attack(model, batch, RandomSource(seed: seed)("attack"))
        let recheck = zip(try model.labels(result.images), batch.labels).map { $0 != $1 }
        var rows = Rows(columns: ["attacked", "correct", "found", "distance", "calls"])
        for n in 0..<batch.count {
            let found = result.found[n] && recheck[n]
            let distance = !correct[n] ? 0 : found ? attack.norm(zip(result.images[n], batch.images[n]).map { $0 - $1 }) : .infinity
            rows.values[samples[n]] = [attack is Clean ? 0 : 1, correct[n] ? 1 : 0, found ? 1 : 0, distance, Float(result.calls[n])]
        }
        for n in 0..<batch.count { try store.write(Data(bytes: result.images[n], count: 4 * result.images.stride), key, "image-\(samples[n]).bin") }
        try store.write(rows, key)
    }
}

public struct Observe: Work {
    public var model = Key(hashing: ""), points = Key(hashing: "")
    @Declared public var data: any Dataset = Procedural()
    @Declared public var observation: any Observation = GradientNorms()
    public init() {}
    public var inputs: [Key] { [model, points] }
    public func run(_ samples: [Int], _ store: Store, _ reader: Reader, key: Key) throws {
        let model = try classifier(model, store, reader)
        var batch = try data.open(in: nil)(.test, samples)
        for n in 0..<batch.count { batch.images[n] = try floats(try store.read(points, "image-\(samples[n]).bin")) }
        let values = try observation(model, batch)
        try store.write(Rows(columns: type(of: observation).columns, values: Dictionary(uniqueKeysWithValues: zip(samples, values))), key)
    }
}

private func classifier(_ key: Key, _ store: Store, _ reader: Reader) throws -> any DifferentiableClassifier {
    let job = try reader.read(Job.self, from: try Tree(yaml: String(decoding: try store.read(key, "job.json"), as: UTF8.self), file: "job.json"))
    guard let train = job.work as? Train else { throw Invalid("model", expected: "a training job") }
    let data = try store.read(key, "weights.bin")
    let words = data.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
    let rank = Int(words[0]), shape = words[1...rank].map(Int.init)
    let weights = Tensor(shape: shape, values: words[(rank + 1)...].map { Float(bitPattern: UInt32(bitPattern: $0)) })
    return try train.recipe.architecture.classifier(
        Parameters(names: ["weight"], tensors: [weights]), image: train.data.image, classes: train.data.classes, on: Team(threads: 1))
}

private func floats(_ data: Data) throws -> [Float] { data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }
