/// A priority queue: the smallest item first, in logarithmic time.
package struct Heap<Item: Comparable> {
    private var items: [Item] = []

    /// A queue of these items.
    package init(_ items: [Item] = []) { for item in items { insert(item) } }

    /// The number of items.
    package var count: Int { items.count }
    /// True if there is no item.
    package var isEmpty: Bool { items.isEmpty }

    /// Adds an item.
    package mutating func insert(_ item: Item) {
        items.append(item)
        var place = items.count - 1
        while place > 0, items[place] < items[(place - 1) / 2] {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Removes and returns the smallest item; nil if there is none.
    package mutating func popFirst() -> Item? {
        guard let first = items.first, let moved = items.popLast() else { return nil }
        if items.isEmpty { return first }
        items[0] = moved
        var place = 0
        while true {
            let children = (2 * place + 1..<2 * place + 3).filter { $0 < items.count }
            guard let child = children.min(by: { items[$0] < items[$1] }), items[child] < items[place] else { return first }
            items.swapAt(place, child)
            place = child
        }
    }
}
