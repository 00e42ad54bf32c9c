public import Datasets
import Declarations

/// The folder that data sets are read from.
public enum DataFolder {
    /// Downloads CIFAR-10 into `folder`, verified, and returns its path. Throws `DatasetError`.
    public static func fetch(into folder: String, report: (String) -> Void) throws -> String { try Download.cifar10(into: folder, report: report) }

    /// Opens every data set that these jobs read, so that missing data is reported once, before anything starts. Throws `DatasetError`.
    public static func check(_ folder: String?, for open: [Status]) throws {
        var checked: Set<String> = []
        for data in open.compactMap(\.item.job.work.dataset) where checked.insert(data.checksum).inserted { _ = try data.open(in: folder) }
    }

    /// The experiments that can be left out because their data are missing, each with the error. Throws `DatasetError` for data that are damaged or
    /// incomplete, and if no experiment with a model would be left: then the folder is the wrong one.
    public static func missing(in folder: String?, for open: [Status]) throws -> [String: DatasetError] {
        var missing: [String: DatasetError] = [:], known: [String: DatasetError?] = [:], withModel: Set<String> = [], first: DatasetError?
        for item in open.map(\.item) {
            if item.job.work is any NetWork || !item.job.work.inputs.isEmpty { withModel.formUnion(item.wantedBy) }
            guard let data = item.job.work.dataset else { continue }
            if known[data.checksum] == nil { known[data.checksum] = .some(try absence(of: data, in: folder)) }
            guard let error = known[data.checksum] ?? nil else { continue }
            first = first ?? error
            for id in item.wantedBy { missing[id] = missing[id] ?? error }
        }
        if let first, !withModel.isEmpty, withModel.isSubset(of: missing.keys) { throw first }
        return missing
    }

    private static func absence(of data: any Dataset, in folder: String?) throws -> DatasetError? {
        do { _ = try data.open(in: folder) } catch let error as DatasetError where error.isAbsent { return error }
        return nil
    }

    /// The state of each data set in words: present and valid, or the error.
    public static func describe(_ folder: String?) -> String {
        datasets.map { $0.init() }.map { set in
            do {
                _ = try set.open(in: folder)
                return "\(type(of: set).name) is present and valid"
            } catch { return "\(type(of: set).name): \(error)" }
        }.joined(separator: "; ")
    }
}
