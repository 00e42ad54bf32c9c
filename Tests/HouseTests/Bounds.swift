import Attacks
import Datasets
import Declarations
import Experiments
import Networks
import Testing
import Training

/// Every number that a manifest can declare has a range, checked on reading, so that nothing derived from it overflows.
@Suite struct Bounds {
    @Test(arguments: types.map { $0.name }) func extremesAreRefusedByNameOrHarmless(_ name: String) throws {
        func check<T: Declaration>(_ type: T.Type) throws { try Extremes.check(type, Reader(types: types)) { try use($0) } }
        for type in types where type.name == name { try check(type) }
    }

    /// Computes the values derived from a valid declaration.
    private func use(_ value: some Declaration) throws {
        switch value {
        case let recipe as Recipe:
            #expect(recipe.steps * recipe.epochs * recipe.batch > 0)
            let size = try recipe.architecture.size(image: recipe.data.image, classes: recipe.data.classes, batch: recipe.batch)
            #expect(size.parameters <= NetSize.limit && size.activations <= NetSize.limit)
        case let net as any Architecture:
            let size = try net.size(image: [256, 256, 3], classes: 1000, batch: 1_000_000)
            #expect(size.parameters > 0 && size.parameters.isFinite && size.activations.isFinite)
        case let data as any Dataset:
            #expect(data.image.reduce(1, *) * data.classes > 0 && data.count(.train) + data.count(.test) > 0)
        case let attack as any Attack: #expect(attack.passes > 0 && attack.passes.isFinite)
        case let schedule as any Schedule:
            for progress in [0, 0.3, 0.999, 1] { #expect(schedule(progress).isFinite) }
        case let penalty as any Penalty:
            #expect(penalty.weights([1, 2]).allSatisfy(\.isFinite) && penalty.factor(3072).isFinite)
        case let differences as FiniteDifferences:
            #expect(differences.h.float > 0 && (1 / differences.h.float).isFinite)
        default: break
        }
    }
}
