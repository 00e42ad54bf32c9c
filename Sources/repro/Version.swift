import Experiments
import Records

/// The output of `repro --version`: results depend on the versions of the numerics, the rest helps to find the source again.
enum Version {
    static var text: String {
        let source = Provenance.Source.current()
        let commit = source.commit.map { "commit \($0)" + (source.isDirty == true ? ", with changes" : "") } ?? "commit unknown"
        return "repro, \(Host.numerics), \(source.compiler), \(commit)"
    }
}
