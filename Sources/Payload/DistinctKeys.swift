/// Tells whether a key already stands in an object: by looking at each in a small one, by a set in a large one, so that an
/// object of many keys costs no square.
struct DistinctKeys {
    private static let small = 32
    private var seen: Set<String> = []

    mutating func admit(_ key: String, to fields: [PayloadObject.Field]) -> Bool {
        if fields.count < Self.small { return !fields.contains { $0.key == key } }
        if seen.isEmpty {
            seen.reserveCapacity(4 * Self.small)
            seen.formUnion(fields.lazy.map(\.key))
        }
        return seen.insert(key).inserted
    }
}
