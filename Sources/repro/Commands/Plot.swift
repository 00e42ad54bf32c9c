import ArgumentParser
import Experiments
import Foundation
import Reports

struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Redraws figures from CSV files, also for papers.",
        discussion: """
            Needs neither store nor model. With a width, figures are drawn for a paper: as PDF and as SVG of this size, with letters of 7 points, in
            files ID-paper.pdf and ID-paper.svg. The PDF draws its letters as lines and has no fonts.

              repro plot figure2 --profile laptop
              repro plot figure2 --profile laptop --width 3.25in
            """)
    @OptionGroup var what: What
    @OptionGroup var output: Output
    @Option(help: "The width on paper, such as 3.25in, 8.3cm, 83mm or 234pt.", transform: paperWidth)
    var width: PaperWidth?

    func run() throws { for file in try output.results(try what.session()).plot(width: width, note) { try say(file) } }
}

@Sendable private func paperWidth(_ text: String) throws -> PaperWidth {
    guard let width = PaperWidth(text) else {
        throw ValidationError("a width is written as 3.25in, 8.3cm, 83mm or 234pt and is from 1in to 20in, not \(text)")
    }
    return width
}
