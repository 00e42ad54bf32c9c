import Experiments
import Foundation
import Records
import Testing
import Training

/// Trained nets, which were expensive, are found by the keys of their trainings.
@Suite struct Keys {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// If this fails, the nets in `results/finlay2019/laptop/models` are orphans: every training there would run again.
    @Test func theTrainingsOfLaptopKeepTheirKeys() throws {
        let session = try Session(folder: "\(Self.repository)/experiments/finlay2019", profile: "laptop")
        let keys = Dictionary(uniqueKeysWithValues: session.plan.items.filter { $0.label.hasPrefix("train ") }.map { ($0.label, $0.key.description) })
        let kept = [
            "train undefended": "8821f97b909c94cb47989eb92f2d51065ac234fb23b8fa4fc200606e828720cc",
            "train l1 TV": "f4bc852c4212b5adf85ae8037d1d02a5654ab71d88184963213d760ac8d2d8cd",
            "train l2 TV .01": "e56b7732941e4470e7c749a46c81f96eab6bfe9bec80d544393d1ab94f20e3a7",
            "train l2 TV .01 + Lipschitz .1": "c0993c2a60fad6dffa7e60122f0e0401a7a531ba535adc8595e5e2f0b3fd2781",
            "train l2 TV .1 + Lipschitz .1": "258b2fad81a3edd8b28cb7bb524e0584bf8b216ef43e394f57877fd0c5ed9220",
            "train l2 TV .1 + Lipschitz 1": "2f0127966e8e533059637ac8579f5406445ca1b66c185bc6738d80bda301cb43",
            "train PGD training": "5347c2824159552a6d608ee8cb4684733862cb0142ccc2134b5f7d12673cd561",
        ]
        for (label, key) in kept { #expect(keys[label] == key, "\(label)") }
        let results = Results(session, folder: "\(Self.repository)/results"), files = try results.modelsAtHand(lackedBy: Store("/nowhere")).files
        #expect(Set(files.keys.map(\.description)).isSuperset(of: kept.values))
    }

    /// Titles are for people: a renamed model or attack is the same job with another label.
    @Test func titlesAreNoPartOfAKey() throws {
        let a = Train(recipe: Recipe(), seed: 1, title: "a"), b = Train(recipe: .init(), seed: 1, title: "b"), c = Train(recipe: .init(), seed: 2)
        #expect(try Job(a).key() == Job(b).key() && Job(a).key() != Job(c).key())
        #expect(try Job(a).text != Job(b).text)
    }

    /// The key of an attack contains the key of its net, so any change of the net changes it.
    @Test func anAttackIsThatOfItsNet() throws {
        func attack(_ seed: UInt64) throws -> Key {
            try Job(
                AttackImages(model: Input(Train(recipe: Recipe(), seed: seed)), data: Train().recipe.data, attack: AttackImages().attack, seed: 0)
            ).key()
        }
        #expect(try attack(1) == attack(1) && attack(1) != attack(2))
    }
}
