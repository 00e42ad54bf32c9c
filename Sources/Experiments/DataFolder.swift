import Datasets
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

    /// For each data set, in words: whether it is in the folder and valid.
    public static func describe(_ folder: String?) -> String {
        datasets.map { $0.init() }.map { set in
            do {
                _ = try set.open(in: folder)
                return "\(type(of: set).name) is present and valid"
            } catch { return "\(type(of: set).name): \(error)" }
        }.joined(separator: "; ")
    }
}
