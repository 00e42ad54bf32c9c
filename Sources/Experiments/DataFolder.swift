import Datasets
import Declarations

/// The folder that data sets are read from.
public enum DataFolder {
    /// Downloads CIFAR-10 into `folder`, checked and whole; gives where it lies. Throws `DatasetError`.
    public static func fetch(into folder: String, report: (String) -> Void) throws -> String { try Download.cifar10(into: folder, report: report) }

    /// Opens every data set that these jobs read: what is missing is said once, before anything starts. Throws `DatasetError`.
    public static func check(_ folder: String?, for open: [Status]) throws {
        var checked: Set<String> = []
        for data in open.compactMap(\.item.job.work.dataset) where checked.insert(data.checksum).inserted { _ = try data.open(in: folder) }
    }

    /// For each data set: whether the folder has it and it is sound.
    public static func describe(_ folder: String?) -> String {
        datasets.map { $0.init() }.map { set in
            do {
                _ = try set.open(in: folder)
                return "\(type(of: set).name) is there and sound"
            } catch { return "\(type(of: set).name): \(error)" }
        }.joined(separator: "; ")
    }
}
