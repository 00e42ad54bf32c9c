import ArgumentParser
import Experiments
import Files

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes adversarial images for other programs.",
        discussion: """
            All images of the attack that the store holds or, without them, the first ones that are kept beside the results. The attack is a cell as
            EXPERIMENT/ROW/COLUMN, a job's label, or the first digits of its key. The files hold these arrays of n images, in [0, 1]:

              images      adversarial images, float32 [n, channels, height, width]
              clean       the images that they were made from, likewise, if the data are there
              labels      the true classes
              indices     the images' places in the test set
              distances   from the clean images, in the attack's norm; 0: misclassified already; infinite: nothing found

            Integers are int64 and distances float64 in NPZ files; all numbers are float32 in safetensors.

              repro export "attack undefended with l2 PGD" --npz undefended.npz --profile laptop --data DIR
            """)
    @Argument(help: "The attack: a cell, a job's label or key.")
    var attack: String
    @Option(help: "The file to write for NumPy.")
    var npz: String?
    @Option(help: "The file to write as safetensors.")
    var safetensors: String?
    @OptionGroup var context: Context
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @Option(help: "The folder of the data, for the clean images, if the data set needs one.", transform: namedFolder)
    var data: String?

    func validate() throws {
        if npz == nil, safetensors == nil { throw ValidationError("name a file: --npz FILE, --safetensors FILE, or both") }
    }

    func run() throws {
        let images = try output.results(try context.session()).attackedImages(of: attack, store: place.store, data: data)
        if let reason = images.withoutClean { note("Without clean images: \(reason)") }
        for (file, encode) in [(npz, images.npz), (safetensors, images.safetensors)] {
            guard let file else { continue }
            try Disk.write(try encode(), to: file)
            try say("\(file): \(images.shape[0]) images, \(images.label)")
        }
    }
}
