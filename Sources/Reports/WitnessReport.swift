/// A fresh check of the adversarial images behind counted successes, for each attack.
public struct WitnessReport: Sendable, Equatable {
    /// The witnesses of one attack on one model.
    public struct Line: Sendable, Equatable {
        /// The model's title.
        public let model: String
        /// The attack's title.
        public let attack: String
        /// The images that were checked.
        public let images: Int
        /// The images that the model gets wrong, inside the box, at exactly the recorded distance.
        public var confirmed = 0
        /// The images that the model still gets wrong after every pixel is rounded to 8 bits.
        public var survivors = 0
        /// An attack before any image is checked.
        public init(model: String, attack: String, images: Int) { (self.model, self.attack, self.images) = (model, attack, images) }
        /// The line as text.
        public var text: String {
            let share = images == 0 ? "" : ", \(survivors) of them still wrong after rounding to 8 bits"
            return "\(isConfirmed ? "confirmed" : "NOT CONFIRMED")  \(model), \(attack): \(confirmed) of \(images)\(share)"
        }
        /// True if every image is confirmed.
        public var isConfirmed: Bool { confirmed == images }
    }
    /// The profile.
    public let profile: String
    /// One line for each attack and model, in planning order.
    public let lines: [Line]
    /// A report of these lines.
    public init(profile: String, lines: [Line]) { (self.profile, self.lines) = (profile, lines) }
    /// True if every image is confirmed.
    public var isConfirmed: Bool { lines.allSatisfy(\.isConfirmed) }

    /// One line over all attacks.
    public var summary: String {
        let images = lines.reduce(0) { $0 + $1.images }, confirmed = lines.reduce(0) { $0 + $1.confirmed }
        let survivors = lines.reduce(0) { $0 + $1.survivors }
        return
            "\(confirmed) of \(images) adversarial images of \(lines.count) attacks confirmed; \(survivors) are still wrong after rounding to 8 bits."
    }
}
