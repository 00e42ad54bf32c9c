import ArgumentParser
import Experiments
import Foundation
import Reports

struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Redraws figures from CSV files, also for papers.",
        discussion: """
            Needs neither store nor model. With a width, figures are drawn for a paper, at this size and with 7-point labels, in the files ID-paper.pdf
            and ID-paper.svg. Letters in the PDF are drawn as lines, so it has no fonts.

            With --attacks it shows instead what each attack changes, in pictures/: some clean images, the changes, and the adversarial images. These are
            in the store or, for profiles that keep their nets, beside the results.

              repro plot figure2 --profile laptop
              repro plot figure2 --profile laptop --width 3.25in
              repro plot --attacks --profile laptop --data DIR
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @Option(help: "The width on paper, such as 3.25in, 8.3cm, 83mm or 234pt.", transform: paperWidth)
    var width: PaperWidth?
    @Flag(help: "Draw what each attack changes, instead of figures.")
    var attacks = false
    @Option(help: "The folder of the data for these pictures, if the profile's data sets need one.", transform: namedFolder)
    var data: String?

    func validate() throws {
        if attacks, !what.ids.isEmpty || width != nil { throw ValidationError("--attacks draws the attacks of all experiments, in one size") }
    }

    func run() throws {
        let results = try output.results(try what.session())
        if attacks {
            for line in try results.takeModels(into: place.store) { note(line) }
            for file in try results.drawAttacks(in: Workspace(folder: place.folder, data: data, threads: 1), note) { try say(file) }
        } else {
            for file in try results.plot(width: width, note) { try say(file) }
        }
    }
}

@Sendable private func paperWidth(_ text: String) throws -> PaperWidth {
    guard let width = PaperWidth(text) else {
        throw ValidationError("a width is written as 3.25in, 8.3cm, 83mm or 234pt and is from 1in to 20in, not \(text)")
    }
    return width
}
