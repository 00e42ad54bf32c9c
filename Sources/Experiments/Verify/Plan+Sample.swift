import Records

extension Plan {
    /// A plan of single samples of some jobs, with everything that they need.
    func sampling(_ picks: [(key: Key, sample: Int)]) throws -> Plan {
        var plan = Plan()
        for (key, sample) in picks {
            guard let item = self[key] else { continue }
            try plan.want(Input(item.job.work), sample..<sample + 1, "")
        }
        return plan
    }
}
