/// A dependency graph. Each node names the nodes that it needs, which come before it.
///
/// A node is opaque: a name, a label for people, and the arguments of a command.
public struct Graph: Sendable {
    /// A process to run.
    public struct Node: Sendable {
        /// Its name, unique in the graph.
        public let id: String
        /// Its description for people.
        public let label: String
        /// The names of the nodes that must have succeeded before it starts.
        public let needs: [String]
        /// Its command-line arguments, without the executable and the `--threads N` that an executor adds.
        public let arguments: [String]
        /// The file that receives its standard error.
        public let log: String
        /// The memory that it is expected to use, in bytes.
        public let memory: UInt64

        /// A node by its properties.
        public init(id: String, label: String, needs: [String], arguments: [String], log: String, memory: UInt64 = 0) {
            (self.id, self.label, self.needs, self.arguments, self.log, self.memory) = (id, label, needs, arguments, log, memory)
        }
    }

    /// The nodes; the needs of a node come before it.
    public let nodes: [Node]
    /// For each node: the indices of the nodes that need it, and the number of its needs that are in the graph.
    let dependants: [[Int]], unmet: [Int]

    /// A graph of these nodes, each after the nodes that it needs; a need that is not in the graph counts as done.
    public init(_ nodes: [Node]) {
        let places = Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        precondition(places.count == nodes.count, "a node's name is unique in its graph")
        var dependants: [[Int]] = Array(repeating: [], count: nodes.count), unmet = Array(repeating: 0, count: nodes.count)
        for (place, node) in nodes.enumerated() {
            for need in node.needs.compactMap({ places[$0] }) {
                precondition(need < place, "\(node.id) comes before a node that it needs")
                dependants[need].append(place)
                unmet[place] += 1
            }
        }
        (self.nodes, self.dependants, self.unmet) = (nodes, dependants, unmet)
    }
}
