// The engine promises the same bits on every x86-64 machine. A fingerprint tests this on the machine at hand: it hashes the results of a tiny
// training and of an attack on its net, which use every kind of kernel (convolutions, normalisation, penalties, descent, augmentation, exp, log).

import Attacks
import Datasets
import Files
import Foundation
import Networks
import Records
import Training

/// A hash of numbers that the engine computes.
public enum Fingerprint {
    /// The fingerprint of this version of the numerics.
    public static let expected = "0a65e98ad79b8ea9c6ba6abeba1efbfeea0125d1419613de01c8c8164424ef4e"

    /// This machine's fingerprint: SHA-256, as hexadecimal digits. Takes about a second. Throws `FileError` if no temporary file can be written.
    public static func current(threads: Int = 1) throws -> String {
        let folder = "\(NSTemporaryDirectory())/fingerprint-\(UUID().uuidString)"
        try Disk.createFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let workspace = Workspace(folder: folder, data: nil, threads: threads)
        let training = try Input(Train(recipe: recipe, seed: 1))
        let attack = try Input(
            AttackImages(model: training, data: recipe.data, attack: CarliniWagner(searches: 1, steps: 5), seed: 1))
        for (input, count) in [(training, 1), (attack, 4)] {
            try workspace.store.write(Data(try Job(input.work).text.utf8), input.key, "job.json")
            try JobRun(input.key, in: workspace)([0..<count])
        }
        let weights = try workspace.store.read(training.key, Train.weights).base64EncodedString()
        return "\(Key(hashing: weights + (try workspace.store.rows(attack.key).csv)))"
    }

    /// Two steps of a narrow net with both penalties.
    private static var recipe: Recipe {
        var recipe = Recipe(), net = ResNeXt(), variation = TotalVariation(), lipschitz = Lipschitz()
        (net.blocks, net.width) = (1, 8)
        (variation.weight, lipschitz.weight) = (0.1, 0.1)
        recipe.architecture = net
        recipe.penalties = [variation, lipschitz]
        (recipe.images, recipe.epochs, recipe.batch) = (32, 1, 16)
        return recipe
    }
}
