/// A priority queue: the smallest number first, in logarithmic time.
struct Heap {
    private var items: [Int] = []

    var count: Int { items.count }

    mutating func insert(_ item: Int) {
        items.append(item)
        var place = items.count - 1
        while place > 0, items[place] < items[(place - 1) / 2] {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeLeast() -> Int? {
        guard let least = items.first, let moved = items.popLast() else { return nil }
        if items.isEmpty { return least }
        items[0] = moved
        var place = 0
        while true {
            let children = (2 * place + 1..<2 * place + 3).filter { $0 < items.count }
            guard let child = children.min(by: { items[$0] < items[$1] }), items[child] < items[place] else { return least }
            items.swapAt(place, child)
            place = child
        }
    }
}
