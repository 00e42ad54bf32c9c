import Declarations
import Testing

@Suite struct SpeedTests {
    /// A plan of ten thousand jobs must be quick; the limit is far above the time any machine needs (about half a second).
    @Test func tenThousandKeysTakeSeconds() throws {
        let recipe = try read(Recipe.self, #"{"penalties": ["pgd", {"iteratedFGSM": {"weight": 0.3}}]}"#)
        var texts: Set<String> = []
        let time = try ContinuousClock().measure {
            for images in 0..<10_000 {
                var recipe = recipe
                recipe.images = images
                texts.insert(try Tree(of: recipe, .key).canonicalJSON)
            }
        }
        #expect(texts.count == 10_000)
        #expect(time < .seconds(20), "\(time)")
    }
}
