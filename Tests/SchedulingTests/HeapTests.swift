import Scheduling
import Testing

/// The smallest item comes first for any order of insertion, also between removals.
@Test(arguments: 0..<30) func theSmallestComesFirst(_ count: Int) {
    let items = (0..<count).map { ($0 * 7919 + 13 * count) % 23 }
    var rest = Array(items.dropLast(count / 3)), heap = Heap(rest)
    for late in items.suffix(count / 3) {
        #expect(heap.popFirst() == rest.min())
        rest.sort()
        rest.removeFirst()
        heap.insert(late)
        rest.append(late)
    }
    #expect(heap.count == rest.count && heap.isEmpty == rest.isEmpty)
    var popped: [Int] = []
    while let item = heap.popFirst() { popped.append(item) }
    #expect(popped == rest.sorted() && heap.isEmpty)
}
