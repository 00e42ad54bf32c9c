import Reports
import Files
import Foundation

extension Results {
    /// What moved between the baselines and the results as they lie on disk, no store being asked: text that ends with the verdict and with where
    /// the files lie, and whether something moved beyond its tolerance or is gone.
    ///
    /// A profile that was never blessed has nothing to deviate from; one that was must have results and a baseline for each manifest.
    public func difference() throws -> (text: String, deviates: Bool) {
        var text: [String] = [], deviates = false
        if !Disk.exists(baselines) { text.append("There are no baselines for the profile \(session.profileName) yet: `repro bless` makes them.\n") }
        for manifest in session.manifests where Disk.exists(baselines) {
            let name = "\(manifest.id).csv", (result, baseline) = ("\(place)/\(name)", "\(baselines)/\(name)")
            let missing = [(result, "repro run"), (baseline, "repro bless")].filter { !Disk.exists($0.0) }
            if !missing.isEmpty {
                text += missing.map { "\(manifest.id): there is no \($0.0): `\($0.1)` makes it\n" }
                deviates = true
                continue
            }
            let old = String(decoding: try Disk.read(baseline), as: UTF8.self), new = String(decoding: try Disk.read(result), as: UTF8.self)
            let difference =
                manifest.table == nil
                ? try FigureReport(csv: new, file: result).difference(from: old, file: baseline)
                : try Difference(title: manifest.title, from: (old, baseline), to: (new, result))
            text.append(difference.text)
            deviates = deviates || difference.deviates
        }
        text += [deviates ? "DEVIATION\n" : "no deviation\n", "Tables, figures and claims lie in \(place), baselines in \(baselines)."]
        return (text.joined(), deviates)
    }
}
