import Records
public import Reports
import Files
import Foundation

extension Results {
    /// The changes from the baselines to the results on disk; no store is needed. The text ends with the verdict and the location of the files.
    /// `deviates` is true if a number moved beyond the tolerance that its manifest declares, or is gone.
    ///
    /// A profile without baselines cannot deviate. One with baselines needs results and a baseline for each manifest. Throws `Refused` if there are
    /// no results at all, which means a mistyped folder rather than a deviation, and the error of any file that cannot be read.
    public func difference() throws -> (text: String, deviates: Bool) {
        var text: [String] = [], deviates = false
        let hasBaselines = Disk.exists(baselines)
        guard session.manifests.contains(where: { Disk.exists("\(place)/\($0.id).csv") }) else {
            let others = hasBaselines ? ", to be compared with the baselines in \(baselines)" : ", nor baselines in \(baselines)"
            throw Refused("there are no results in \(place)\(others): `repro run --profile \(session.profileName)` makes them")
        }
        if !hasBaselines { text.append("There are no baselines for the profile \(session.profileName) yet: `repro bless` makes them.\n") }
        for manifest in session.manifests where hasBaselines {
            let name = "\(manifest.id).csv", (result, baseline) = ("\(place)/\(name)", "\(baselines)/\(name)")
            let missing = [(result, "repro run"), (baseline, "repro bless")].filter { !Disk.exists($0.0) }
            if !missing.isEmpty {
                text += missing.map { "\(manifest.id): there is no \($0.0): `\($0.1)` makes it\n" }
                deviates = true
                continue
            }
            guard let difference = try difference(of: manifest) else { continue }
            text.append(difference.text)
            deviates = deviates || difference.deviates
        }
        text += (try remarks(on: Side("results", of: self)) + (hasBaselines ? baselinesWithoutManifest : [])).map { $0 + "\n" }
        text += [deviates ? "DEVIATION\n" : "no deviation\n", "Tables, figures and claims are in \(place), baselines in \(baselines)."]
        return (text.joined(), deviates)
    }

    /// The changes of one manifest since its baseline; nil without one. Throws the error of a file that cannot be read.
    func difference(of manifest: Manifest) throws -> Difference? {
        try difference(of: manifest, from: try Side("baseline", of: self), to: try Side("results", of: self))
    }

    /// The changes of one manifest from one side to another; nil if a side lacks it. Throws the error of a file that cannot be read.
    func difference(of manifest: Manifest, from old: Side, to new: Side) throws -> Difference? {
        if old.isPaper { return try differenceFromPaper(of: manifest, to: new) }
        guard let before = try old.file("\(manifest.id).csv"), let after = try new.file("\(manifest.id).csv") else { return nil }
        return manifest.table == nil
            ? try FigureReport(csv: after.text, file: after.file).difference(
                from: before.text, file: before.file, tolerances: manifest.seriesTolerances)
            : try Difference(
                title: manifest.title, from: (before.text, before.file), to: (after.text, after.file), tolerances: manifest.columnTolerances)
    }

    /// The changes of every manifest from one side to another, with the experiments that a side lacks, and the images whose outcome flipped.
    ///
    /// Throws `Refused` if no experiment is on both sides, and the error of any file that cannot be read.
    public func comparison(from old: Side, to new: Side) throws -> Comparison {
        if new.isPaper { throw Refused("the paper is the earlier side: --from paper") }
        var differences: [(id: String, difference: Difference)] = [], missing: [String] = []
        for manifest in session.manifests {
            if let difference = try difference(of: manifest, from: old, to: new) {
                differences.append((manifest.id, difference))
            } else if !old.isPaper {
                missing.append(manifest.id)
            }
        }
        if differences.isEmpty && old.isPaper {
            throw Refused("the paper prints no number that \(new) can be compared with: other data, or other quantities")
        }
        if differences.isEmpty { throw Refused("no experiment has results on both sides, \(old) and \(new)") }
        let flips = try rowFiles.compactMap { item, name -> Flips? in
            guard let before = try old.file(name), let after = try new.file(name) else { return nil }
            return Flips(item.label, from: try Rows(csv: before.text, file: before.file), to: try Rows(csv: after.text, file: after.file))
        }
        return Comparison(
            from: old.description, to: new.description, differences: differences, missing: missing, flips: flips.filter { !$0.isNothing },
            pictures: try pictures(from: old, to: new), remarks: try remarks(on: old) + remarks(on: new))
    }

    /// The pictures of both sides whose pixels differ: figures, and pictures in the folder `pictures`.
    private func pictures(from old: Side, to new: Side) throws -> [PictureChange] {
        let made = (try? FileManager.default.contentsOfDirectory(atPath: "\(place)/pictures")) ?? []
        let names = session.manifests.filter { $0.figure != nil }.map { "\($0.id).png" } + made.sorted().map { "pictures/\($0)" }
        return try names.filter { $0.hasSuffix(".png") }.compactMap { name in
            guard let before = try old.data(name), let after = try new.data(name) else { return nil }
            do { return try PictureChange(name, from: before.data, to: after.data) } catch { throw Refused("\(after.file): \(error)") }
        }
    }
}
