/// What is to be run: nodes that each name the nodes they wait for, in an order in which those come first.
///
/// A node is opaque: a name, a line for people, and the words of a command.
public struct Graph: Sendable {
    /// One process to be.
    public struct Node: Sendable {
        /// Its name, unique in the graph.
        public let id: String
        /// What people read about it.
        public let label: String
        /// The names of the nodes that must have succeeded before it starts.
        public let needs: [String]
        /// The words of its command line, without the executable.
        public let arguments: [String]
        /// The file that takes what it writes to its standard error.
        public let log: String

        /// Makes a node; see the properties.
        public init(id: String, label: String, needs: [String], arguments: [String], log: String) {
            (self.id, self.label, self.needs, self.arguments, self.log) = (id, label, needs, arguments, log)
        }
    }

    /// In an order in which a node's needs stand before it.
    public let nodes: [Node]
    /// By place: the places of the nodes that need this one, and how many of its own needs are nodes.
    let dependants: [[Int]], unmet: [Int]

    /// Makes a graph; a need must stand before the node that has it, and a need that is no node counts as done.
    public init(_ nodes: [Node]) {
        let places = Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        precondition(places.count == nodes.count, "a node's name is unique in its graph")
        var dependants: [[Int]] = Array(repeating: [], count: nodes.count), unmet = Array(repeating: 0, count: nodes.count)
        for (place, node) in nodes.enumerated() {
            for need in node.needs.compactMap({ places[$0] }) {
                precondition(need < place, "\(node.id) stands before a node it needs")
                dependants[need].append(place)
                unmet[place] += 1
            }
        }
        (self.nodes, self.dependants, self.unmet) = (nodes, dependants, unmet)
    }
}
