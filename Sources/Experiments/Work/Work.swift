public import Datasets
public import Declarations
public import Records

/// What a job does: a pure function of this value, of its inputs and of the samples asked for.
public protocol Work: Declaration {
    /// The jobs whose results it reads.
    var inputs: [Key] { get }
    /// The data set whose checksum belongs to its key.
    var data: any Dataset { get }
    /// How many samples are done between two writes: what a killed run loses, and nothing that a result depends on.
    var block: Int { get }
    /// The samples of 0..<images that the store does not hold yet (a training is one sample, 0).
    func missing(_ images: Int, _ store: Store, _ key: Key) throws -> [Int]
    /// How much of that is left, in what its time is proportional to: images, or a training's image-epochs.
    func units(_ images: Int, _ store: Store, _ key: Key) throws -> Int
    /// Opens what it needs, and gives what does one block of samples and stores it whole.
    func prepare(_ workspace: Workspace, _ key: Key) throws -> (_ samples: [Int]) throws -> Void
}

/// Every work that a job can hold.
public let works: [any Work.Type] = [Train.self, AttackImages.self, Observe.self]

extension Work {
    public func missing(_ images: Int, _ store: Store, _ key: Key) throws -> [Int] {
        let have = try store.rows(key).values
        return (0..<images).filter { have[$0] == nil }
    }
    public func units(_ images: Int, _ store: Store, _ key: Key) throws -> Int { try missing(images, store, key).count }
}
