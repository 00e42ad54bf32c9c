// Pictures that jobs write in addition to their rows: results/PAPER/PROFILE/pictures/*.png

import Files
import Foundation
import Records
import Reports

extension Results {
    /// Copies the pictures of every complete job from the store.
    func writePictures(_ rows: StoredRows, from store: Store) throws {
        for (item, rowFile) in rowFiles {
            let found = try rows.rows(item.key), isComplete = item.samples.allSatisfy { found.missing(in: $0).isEmpty }
            for name in item.job.work.pictures where isComplete && store.has(item.key, name) {
                try Disk.createFolder("\(place)/pictures")
                let title = URL(filePath: rowFile).deletingPathExtension().lastPathComponent
                try write(Artefact(name: "pictures/\(title).png", data: try store.read(item.key, name)))
            }
        }
    }
}
