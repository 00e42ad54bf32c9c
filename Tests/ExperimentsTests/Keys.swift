import Experiments
import Foundation
import Records
import Testing
import Training

/// Nets that were trained at some cost are found by the keys of their trainings.
@Suite struct Keys {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// If this fails, the nets in `results/finlay2019/laptop/models` are orphans: every training there would run again.
    @Test func theTrainingsOfLaptopKeepTheirKeys() throws {
        let session = try Session(folder: "\(Self.repository)/experiments/finlay2019", profile: "laptop")
        let keys = Dictionary(uniqueKeysWithValues: session.plan.items.filter { $0.label.hasPrefix("train ") }.map { ($0.label, $0.key.description) })
        #expect(
            keys == [
                "train undefended": "8fdbc466e4adc8ed61e648df49723779ccfe0bc4ed8916170dd4b6eb508028be",
                "train l1 TV": "c5b401e63d2787f1f8b2e1173e9e4b2b0c06a61478c958b51fff2b949692e39e",
                "train l2 TV .01": "6e99674a200936febc470d9777a18d571a44b0b65a7aadd0b6d7448880bb7878",
                "train l2 TV .01 + Lipschitz .1": "12d5fadc5e29f2198c724381d11acfdab8c46b1cf8830079d8b7362411053a3b",
                "train l2 TV .1 + Lipschitz .1": "0640ecd9366d26db1907a1544288fb9b1b8a0fe792dbdf68301be80e3c0e4a66",
                "train l2 TV .1 + Lipschitz 1": "14673fc6953198ad8634a84d3c2f02dec6fb900bc892558e5d9e09e3465f294d",
            ])
        let results = Results(session, folder: "\(Self.repository)/results")
        #expect(try results.modelsAtHand(lackedBy: Store("/nowhere")).files.count == 6)
    }

    /// Titles are for people: a renamed model or attack is the same job, under another label.
    @Test func titlesAreNoPartOfAKey() throws {
        let a = Train(recipe: Recipe(), seed: 1, title: "a"), b = Train(recipe: .init(), seed: 1, title: "b"), c = Train(recipe: .init(), seed: 2)
        #expect(try Job(a).key() == Job(b).key() && Job(a).key() != Job(c).key())
        #expect(try Job(a).text != Job(b).text)
    }

    /// The key of an attack holds the key of its net, so whatever changes the net changes it.
    @Test func anAttackIsThatOfItsNet() throws {
        func attack(_ seed: UInt64) throws -> Key {
            try Job(
                AttackImages(model: Input(Train(recipe: Recipe(), seed: seed)), data: Train().recipe.data, attack: AttackImages().attack, seed: 0)
            ).key()
        }
        #expect(try attack(1) == attack(1) && attack(1) != attack(2))
    }
}
