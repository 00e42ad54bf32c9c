import Experiments
import Foundation
import Records
import Testing

/// `why`, `show`, `plan` and the record of provenance: questions before and after a run.
@Suite(.serialized) struct Questions {
    /// The test paper with one text replaced by another.
    private func changed(_ folder: Folder, _ file: String, _ old: String, _ new: String) throws -> String {
        let copy = "\(folder.path)/Paper"
        if !FileManager.default.fileExists(atPath: copy) { try FileManager.default.copyItem(atPath: paper, toPath: copy) }
        let text = try String(contentsOfFile: "\(copy)/\(file)", encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(toFile: "\(copy)/\(file)", atomically: true, encoding: .utf8)
        return copy
    }
    private func ask(_ words: [String], _ paper: String, _ folder: Folder) throws -> String {
        let outcome = try run(words + ["--experiments", paper, "--profile", "tiny", "--store", "\(folder.path)/store"])
        #expect(outcome.status == 0, "\(outcome.text)")
        return outcome.text
    }

    @Test func aChangedDeclarationIsNamedWithBothValues() throws {
        let folder = try Folder()
        #expect(try ask(["why", "regularised"], paper, folder).contains("train regularised: never run; the store holds no similar job"))
        #expect(try run(words("run", folder)).status == 0)
        #expect(try ask(["why", "regularised", "table1"], paper, folder).contains("train regularised: done"))
        let copy = try changed(folder, "models.yaml", "weight: 0.1", "weight: 0.25"), text = try ask(["why", "table1"], copy, folder)
        #expect(text.contains("train plain: done"), "\(text)")
        for job in ["train regularised", "attack regularised with PGD", "gradientNorms of regularised at clean images"] {
            #expect(text.contains("\(job): totalVariation.weight: 0.1 -> 0.25 (since "), "\(text)")
        }
    }

    /// A job whose process died before its first result is distinguished from one that was never run.
    @Test func aFailedJobIsToldFromOneThatWasNeverRun() throws {
        let folder = try Folder(), session = try Session(folder: paper, profile: "tiny"), store = Store("\(folder.path)/store")
        let item = try #require(session.plan.items.first { $0.label == "train plain" })
        try store.write(Data(try item.job.text.utf8), item.key, "job.json")
        try store.write(Data("Error: out of luck\n".utf8), item.key, "log.txt")
        let text = try ask(["why", "plain"], paper, folder)
        #expect(text.contains("train plain: failed or was stopped before its first result") && text.contains("    | Error: out of luck"), "\(text)")
    }

    /// Versions and data are in no declaration: they are read from the identities of the jobs.
    @Test(arguments: [
        (#""numerics":2"#, #""numerics":1"#, "the numerics went from version 1 to 2"),
        (#""data":""#, #""data":"other "#, "the data changed: checksum other "),
        (#""steps":5,"version":"#, #""steps":5,"version":9"#, "algorithm pgd went from version 9"),
    ]) func aChangeThatNoDeclarationShowsIsNamed(_ now: String, _ before: String, _ said: String) throws {
        let folder = try Folder(), session = try Session(folder: paper, profile: "tiny"), store = Store("\(folder.path)/store")
        let item = try #require(session.plan.items.first { $0.label == "attack plain with PGD" }), identity = try item.job.identity
        #expect(Key(hashing: identity) == item.key && identity.contains(now), "\(identity)")
        let earlier = identity.replacing(now, with: before), key = Key(hashing: earlier)
        for (name, text) in [("job.json", try item.job.text), ("key.json", earlier), ("provenance.json", "{}")] {
            try store.write(Data(text.utf8), key, name)
        }
        let text = try ask(["why", item.label], paper, folder)
        #expect(text.contains(said), "\(text)")
        try FileManager.default.removeItem(atPath: store.path(key, "provenance.json"))
        let explained = try ask(["explain", "\(key)", item.label], paper, folder)
        #expect(explained.contains("declared: the same\ndata, numerics and algorithms:\n  \(said)"), "\(explained)")
    }

    @Test func aJobIsShownByAnyOfItsNames() throws {
        let folder = try Folder()
        #expect(try run(words("run", folder)).status == 0)
        let session = try Session(folder: paper, profile: "tiny"), item = try #require(session.plan.items.first { $0.label == "train plain" })
        let whole = try ask(["show", "plain"], paper, folder)
        #expect(whole.contains("\(item.key)") && whole.contains("state       done") && whole.contains("  train.recipe.epochs: 2"), "\(whole)")
        #expect(try ask(["show", String(item.key.description.prefix(6))], paper, folder) == whole)
        let cell = try ask(["show", "table1/plain/error"], paper, folder)
        #expect(cell.contains("table1/plain/error: ") && cell.contains("n = 24") && cell.contains("classify clean images by plain"), "\(cell)")
        let none = try run(["show", "plian", "--experiments", paper, "--profile", "tiny", "--store", "\(folder.path)/store"])
        #expect(none.status != 0 && none.text.contains("did you mean plain?"), "\(none.text)")
        // A job that this profile does not plan is found by its key.
        let copy = try changed(folder, "models.yaml", "plain: {}", "plain: {epochs: 1}")
        #expect(try ask(["show", item.key.short], copy, folder).contains("not planned by this profile"))
        #expect(try run(["job", "abcd", "--store", "\(folder.path)/store"]).text.contains("has a key that begins with abcd"))
    }

    @Test func thePlanGroupsJobsByModelAndFitsTheTerminal() throws {
        let folder = try Folder(), text = try run(words("plan", folder, ["--no-measure"])).text
        #expect(text.contains("plain\n  train          1 job     time unknown      never run with these settings\n"), "\(text)")
        #expect(text.components(separatedBy: "\n").dropLast().allSatisfy { $0.count <= 80 })
        let json = try run(words("plan", folder, ["--no-measure", "--json"])).text
        let jobs = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: [[String: Any]]])["jobs"]
        #expect(jobs?.count == 9 && jobs?.allSatisfy { $0["isDone"] as? Bool == false && $0["state"] as? String != nil } == true)
    }

    /// The page is made from the result files alone, and is the same each time.
    @Test func theReportNeedsTheResultsAlone() throws {
        let folder = try Folder(), file = "\(folder.path)/results/Paper/tiny/report.html"
        let page = ["report", "--experiments", paper, "--profile", "tiny", "--results", "\(folder.path)/results"]
        #expect(try run(page).text.contains("there are no results in "))
        #expect(try run(words("run", folder)).status == 0)
        try FileManager.default.removeItem(atPath: "\(folder.path)/store")
        #expect(try run(page).status == 0)
        let first = try String(contentsOfFile: file, encoding: .utf8)
        #expect(first.contains("<td>ML code completeness</td><td>training code</td><td>2 trainings are planned</td>"), "the report card")
        #expect(first.contains("href=\"#job-") && first.contains("<svg role=\"img\"") && first.utf8.count < 5_000_000)
        #expect(try run(page).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == first)
    }

    /// A repeated run gives the same bits, so the record of their first origin stays; another declaration gets a separate line.
    @Test func theOriginOfEveryCellIsWrittenAndStays() throws {
        let folder = try Folder(), file = "\(folder.path)/results/Paper/tiny/provenance.csv"
        #expect(try run(words("run", folder)).status == 0)
        let first = try String(contentsOfFile: file, encoding: .utf8)
        #expect(first.contains("tiny,table1,plain,error,0,") && first.contains(",classify clean images by plain,"), "\(first)")
        try FileManager.default.removeItem(atPath: "\(folder.path)/store")
        try first.replacing(",avx", with: ",made up").write(toFile: file, atomically: true, encoding: .utf8)
        let changed = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try run(words("run", folder)).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == changed)
        let copy = try self.changed(folder, "models.yaml", "weight: 0.1", "weight: 0.25")
        #expect(
            try run(["run", "--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"])
                .status == 0)
        let after = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init),
            before = changed.split(separator: "\n").map(String.init)
        for (old, new) in zip(before, after) { #expect((old == new) == !old.contains(",regularised,"), "\(new)") }
    }
}
