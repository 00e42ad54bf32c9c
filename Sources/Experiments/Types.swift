public import Declarations
import Attacks
import Datasets
import Networks
import Observations
import Training

/// The parts of recipes that are not in a list of their kind.
let recipeParts: [any Declaration.Type] = [Augmentation.self, AdversarialTraining.self]
/// The parts of measures that are not in a list of their kind.
let measureParts: [any Declaration.Type] = [Detector.self]

/// Every type that a manifest can name.
public let types: [any Declaration.Type] =
    attacks + architectures + datasets + penalties + penaltyGradients + optimisers + schedules + observations + measures + quantities + works + models
    + recipeParts + measureParts
