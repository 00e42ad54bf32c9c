public import Declarations
import Attacks
import Datasets
import Networks
import Observations
import Training

/// Every type that a manifest can name.
public let types: [any Declaration.Type] =
    attacks + architectures + datasets + penalties + penaltyGradients + optimisers + schedules + observations + measures + quantities + works + models
    + [Augmentation.self, Detector.self]
