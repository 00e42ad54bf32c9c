public import Declarations
public import Tensors

/// The statement that a measure's number or drawing makes about the distribution of one quantity over images.
///
/// Rules use it to relate the published numbers of a model to one another without knowing the measures.
public enum Meaning: Sendable, Hashable {
    /// The share of images whose value is at most `upTo`; nil: at most 0 on clean images, and at most the attack's own reach on attacked ones.
    case share(Counted, upTo: Fraction?)
    /// The lower median.
    case median(Counted)
    /// The mean.
    case mean(Counted)
    /// The largest value.
    case maximum(Counted)
    /// The whole distribution function, as a curve.
    case distribution(Counted)
    /// The share in each bin.
    case histogram(Counted)
    /// The threshold of a detector.
    case threshold(Counted, detector: String)
    /// The share of images that a detector rejects: those whose value exceeds its threshold.
    case rejected(Counted, detector: String)
    /// How many times larger (or smaller) a number is for the cell's model than for its reference.
    indirect case ratio(of: Meaning, isInverse: Bool)
    /// A number of the data alone, exact and the same under every profile with the same data.
    case exact

    /// The values that are counted.
    public struct Counted: Sendable, Hashable {
        /// The images that are counted.
        public enum Among: Sendable, Hashable {
            /// All of them.
            case all
            /// All clean images; among attacked ones, those that were classified correctly and then fooled.
            case fooled
            /// Those that are classified correctly, as a share of all.
            case correct
            /// Those that the cell's model and its reference both classify correctly.
            case right
        }
        /// The column of the quantity.
        public let quantity: String
        /// The norm of a distance; nil for the attack's own, and for any other quantity.
        public let norm: Norm?
        /// The images that are counted.
        public let among: Among
        /// True for clean images, regardless of the cell's attack.
        public let isClean: Bool
        /// The values of a column over some images.
        public init(_ quantity: String, norm: Norm? = nil, among: Among = .all, isClean: Bool = false) {
            (self.quantity, self.norm, self.among, self.isClean) = (quantity, norm, among, isClean)
        }
    }
}
