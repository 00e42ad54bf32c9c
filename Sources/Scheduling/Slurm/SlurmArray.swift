// Nodes that wait for the same others form one array, submitted by one call. Slurm holds it back until they have succeeded, so that the cluster
// works through the graph even if no run is watching.

/// Nodes to submit as one job array.
package struct SlurmArray: Sendable, Equatable {
    /// The nodes, by their place in the array.
    package var nodes: [Graph.Node]
    /// The names of the nodes that must have succeeded first.
    package let needs: Set<String>
    /// The tasks that must have ended first, as `12_3`: earlier jobs of the same nodes with other arguments.
    package let after: Set<String>

    /// Compares the names of the nodes and the waits.
    package static func == (a: SlurmArray, b: SlurmArray) -> Bool {
        a.nodes.map(\.id) == b.nodes.map(\.id) && a.needs == b.needs && a.after == b.after
    }

    /// Divides nodes into arrays of at most `size` nodes, each after the arrays that it waits for.
    ///
    /// The nodes are in the order of their graph. `isOpen` is true for the name of a node that must be waited for; `after` gives the tasks that a
    /// node must follow.
    package static func divide(
        _ nodes: [Graph.Node], size: Int, isOpen: (_ id: String) -> Bool, after: (_ id: String) -> [String] = { _ in [] }
    ) -> [SlurmArray] {
        // A need comes before its dependants in the graph, so that the first node of its array comes before the first of theirs.
        struct Wait: Hashable { let needs: Set<String>, after: Set<String> }
        var arrays: [SlurmArray] = [], last: [Wait: Int] = [:]
        for node in nodes {
            let wait = Wait(needs: Set(node.needs.filter(isOpen)), after: Set(after(node.id)))
            if let place = last[wait], arrays[place].nodes.count < size {
                arrays[place].nodes.append(node)
            } else {
                last[wait] = arrays.count
                arrays.append(SlurmArray(nodes: [node], needs: wait.needs, after: wait.after))
            }
        }
        return arrays
    }
}
