/// The name of `names` that `typed` was probably meant to be: at most two slips away, or a third of its length.
func nearestName(to typed: String, among names: [String]) -> String? {
    let reach = max(2, typed.count / 3)
    return names.map { ($0, editDistance(typed, $0)) }.filter { $0.1 <= reach }.min { $0.1 < $1.1 }?.0
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour to make one word of the other.
private func editDistance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var least = min(current[column] + 1, last[column + 1] + 1, last[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other { least = min(least, beforeLast[column - 1] + 1) }
            current.append(least)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
