import Foundation
import Plots
import Testing

/// A strict reader of the documents that a scene writes: throws where a file violates the format.
private struct Document {
    struct Broken: Error, CustomStringConvertible { let description: String }
    /// The objects from number 1 on.
    let objects: [String]
    /// The drawing operators of the page.
    var content: String {
        get throws {
            let stream = try #require(objects.first { $0.contains("\nstream\n") })
            let length = try #require(stream.firstMatch(of: #//Length (\d+) /#)), text = stream.components(separatedBy: "\nstream\n")[1]
            guard text.hasSuffix("\nendstream"), text.utf8.count - "\nendstream".utf8.count == Int(length.1) else {
                throw Broken(description: "a stream is not as long as it says")
            }
            return String(text.dropLast("\nendstream".count))
        }
    }

    init(_ data: Data) throws {
        func text(_ range: Range<Int>) -> String { String(decoding: data[range], as: UTF8.self) }
        guard text(0..<9) == "%PDF-1.4\n" else { throw Broken(description: "no header") }
        let tail = text(max(0, data.count - 60)..<data.count)
        guard let end = tail.firstMatch(of: /startxref\n(\d+)\n%%EOF\n$/), let table = Int(end.1), table < data.count else {
            throw Broken(description: "no place of the table")
        }
        var lines = text(table..<data.count).components(separatedBy: "\n")[...]
        guard lines.popFirst() == "xref", let range = lines.popFirst(), range.hasPrefix("0 "), let count = Int(range.dropFirst(2)),
            lines.popFirst() == "0000000000 65535 f "
        else { throw Broken(description: "the table does not begin where the trailer says") }
        let places = try (1..<count).map { number in
            guard let line = lines.popFirst(), line.utf8.count == 19, line.hasSuffix(" 00000 n "), let place = Int(line.prefix(10)) else {
                throw Broken(description: "the place of object \(number) is not 20 bytes of the right form")
            }
            return place
        }
        guard lines.popFirst() == "trailer", lines.popFirst() == "<< /Size \(count) /Root 1 0 R >>" else { throw Broken(description: "no trailer") }
        objects = try zip(places, places.dropFirst() + [table]).enumerated().map { index, range in
            let object = text(range.0..<range.1), head = "\(index + 1) 0 obj\n"
            guard object.hasPrefix(head), object.hasSuffix("\nendobj\n") else { throw Broken(description: "object \(index + 1) is elsewhere") }
            return String(object.dropFirst(head.count).dropLast("\nendobj\n".count))
        }
    }
}

/// Everything that a scene can contain: an opaque and a translucent fill, a clipped dashed line, and text in both directions.
private var scene: Scene {
    var scene = Scene(width: 200, height: 100)
    scene.fill([[Point(10, 10), Point(90, 10), Point(90, 60)], [Point(20, 50), Point(20, 20), Point(60, 20)]], Colour(0x0072B2))
    scene.fill([[Point(30, 30), Point(120, 30), Point(120, 80)]], Colour(0xD55E00, opacity: 80))
    scene.stroke(
        [[Point(-50, 50), Point(250, 51)]], Stroke(.ink, width: 1.5, dashes: [6, 4]), clip: Rectangle(left: 20, top: 20, width: 150, height: 70))
    scene.text(Text("l2 = 10⁻³ & ε", at: Point(100, 90), size: 12, anchor: .middle))
    scene.text(Text("upwards", at: Point(190, 90), size: 9, upwards: true))
    return scene
}

@Suite struct PDFTests {
    @Test func everyObjectIsWhereTheTableSays() throws {
        let document = try Document(scene.pdf), content = try document.content
        #expect(document.objects.count == 4 && document.objects[0] == "<< /Type /Catalog /Pages 2 0 R >>")
        #expect(document.objects[2].contains("/MediaBox [0 0 200 100]"), "the page is as large as the scene")
        #expect(document.objects[2].contains("/O80 << /ca 0.31 /CA 0.31 >> /O255 << /ca 1 /CA 1 >>"))
        #expect(content.contains("0 .447 .698 rg") && content.contains("[6 4] 0 d") && content.contains("20 20 150 70 re W n"))
    }

    /// Only known operators, each with the right number of operands, and as many states restored as saved.
    @Test func everyOperatorHasItsOperands() throws {
        let operands = ["q": 0, "Q": 0, "cm": 6, "j": 1, "J": 1, "w": 1, "rg": 3, "RG": 3, "gs": 1, "re": 4, "W": 0, "n": 0, "m": 2, "l": 2, "h": 0]
        let others = ["f": 0, "S": 0, "d": 1], known = operands.merging(others) { $1 }
        for scene in [scene, Scene(width: 10, height: 10)] {
            var numbers = 0, depth = 0
            for word in try Document(scene.pdf).content.replacing(#/\[[^\]]*\] /#, with: "").split(whereSeparator: \.isWhitespace) {
                if let wanted = known[String(word)] {
                    #expect(numbers == wanted, "\(word) after \(numbers) numbers")
                    numbers = 0
                    depth += word == "q" ? 1 : word == "Q" ? -1 : 0
                    #expect(depth >= 0)
                } else {
                    #expect(Double(word) != nil || word.hasPrefix("/O"), "\(word)")
                    numbers += 1
                }
            }
            #expect(numbers == 0 && depth == 0)
        }
    }

    @Test func theSameSceneGivesTheSameBytesWithoutDateOrFont() throws {
        #expect(scene.pdf == scene.pdf)
        let text = String(decoding: scene.pdf, as: UTF8.self)
        for word in ["Date", "/ID", "/Font", "Producer"] { #expect(!text.contains(word)) }
    }

    /// Overlapping polygons of either orientation unite, as in the PNG; PDF's rule would cancel two of opposite orientation.
    @Test func allPolygonsAreWoundOneWay() throws {
        let content = try Document(scene.pdf).content, fills = content.components(separatedBy: "rg\n")[1].components(separatedBy: "\nf")[0]
        let areas = fills.split(separator: "\n").map { line in
            let numbers = line.split(separator: " ").compactMap { Double($0) }
            let corners = stride(from: 0, to: numbers.count, by: 2).map { Point(numbers[$0], numbers[$0 + 1]) }
            return zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
        }
        #expect(areas.count == 2 && areas.allSatisfy { $0 > 0 })
    }

    @Test(arguments: [0.5, 2]) func aScaledSceneIsTheSamePicture(factor: Double) {
        #expect(scene.scaled(by: factor).pixels(scale: 2 / factor) == scene.pixels(scale: 2))
    }

    @Test(arguments: [72.0, 234, 504, 1440]) func aFigureHasTheWidthOfThePage(width: Double) {
        let panel = Figure.Panel(title: "p", x: AxisSpec("x"), y: AxisSpec("y"), series: [])
        for count in 0...4 {
            let page = Figure(title: "left to the caption", panels: Array(repeating: panel, count: count)).scene(width: width)
            #expect(abs(page.width - width) < 1e-9)
            let texts = page.marks.compactMap { if case .text(let text) = $0.shape { text } else { nil } }
            #expect(!texts.contains { $0.string == "left to the caption" })
            #expect(texts.filter { $0.string == "0.2" }.allSatisfy { abs($0.size - 7) < 1e-9 }, "labels of 7 points at any width")
            #expect(texts.count { $0.string == "p" } == count)
        }
    }
}
