import Experiments
import Foundation
import Records
import Scheduling
import Testing

/// Estimates of a plan's time; they are never compared with a clock, since machines are shared.
@Suite(.serialized) struct Foresight {
    /// A training with a checkpoint halfway counts half; one whose weights exist counts nothing.
    @Test func onlyWhatIsLeftCounts() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        func units() throws -> [Int] { try session.plan.status(in: store).filter { $0.item.label.hasPrefix("train") }.map(\.remainder.units) }
        #expect(try units() == [96, 96])
        let trainings = session.plan.items.filter { $0.label.hasPrefix("train") }
        try store.write(Data("epoch,loss,penalty,error\n1,2.3,0,0.9\n".utf8), trainings[0].key, "history.csv")
        #expect(try units() == [96, 96])
        try store.write(Data("whole".utf8), trainings[0].key, "state.safetensors")
        try store.write(Data("whole".utf8), trainings[1].key, "weights.safetensors")
        #expect(try units() == [48, 0])
    }

    /// Before the first run the plan measures speed once; after the run nothing is left to predict.
    @Test func thePlanSaysHowLong() throws {
        let folder = try Folder(), plan = Array(words("plan", folder)) + ["--jobs", "1", "--threads", "1"]
        let first = try run(plan)
        #expect(
            first.status == 0 && first.text.contains("measuring training")
                && first.text.contains("jobs would run, one at a time, 1 thread each: about"))
        let second = try run(plan)
        #expect(second.status == 0 && !second.text.contains("measuring") && second.text.contains(": about"))
        let known = try run(plan + ["--no-measure"]), unknown = try run(plan + ["--no-measure", "--store", "\(folder.path)/other"])
        #expect(known.text.contains(": about") && !unknown.text.contains("about") && unknown.text.contains("time unknown"))
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        #expect(try run(plan).text.contains("Nothing to run"))
        // Every job that ran recorded its time.
        let session = try Session(folder: paper, profile: "tiny"), store = Store("\(folder.path)/store")
        for item in session.plan.items { #expect(store.has(item.key, "timing.json"), "\(item.label)") }
    }

    /// More concurrent jobs never take longer, and jobs that depend on each other do not run concurrently.
    @Test func jobsAtOnceTakeNoLonger() throws {
        let folder = try Folder(), session = try Session(folder: paper, profile: "tiny"), store = Store(folder.path)
        let forecast = try Forecast(in: store, Calibration(store)), status = try session.plan.status(in: store)
        let alone = try #require(try forecast.seconds(status, Sharing()))
        let many = try #require(try forecast.seconds(status, Sharing(jobs: 64)))
        let jobs = try status.compactMap { try forecast.seconds($0, threads: 1) }
        #expect(abs(alone - jobs.reduce(0, +)) < 1e-6 && many < alone && many > jobs.max() ?? 0)
    }
}
