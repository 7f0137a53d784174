import Foundation

extension JSON: Decodable {
    /// Reads a whole body; nil when it is not JSON.
    init?(bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else { return nil }
        self = value
    }

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        // Most values are texts: what a value is not costs a thrown error each time.
        if let text = try? single.decode(String.self) {
            self = .string(text)
            return
        }
        if single.decodeNil() {
            self = .null
            return
        }
        if let keyed = try? decoder.container(keyedBy: AnyKey.self) {
            // A decoder's keys come in no order; sorted, the same body is always the same value.
            self = .object(
                try keyed.allKeys.sorted { $0.stringValue < $1.stringValue }
                    .map { Field(key: $0.stringValue, value: try keyed.decode(JSON.self, forKey: $0)) })
            return
        }
        if var items = try? decoder.unkeyedContainer() {
            var values: [JSON] = []
            while !items.isAtEnd { values.append(try items.decode(JSON.self)) }
            self = .array(values)
            return
        }
        if let number = try? single.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? single.decode(Double.self) {
            self = .decimal(number)
        } else if let truth = try? single.decode(Bool.self) {
            self = .bool(truth)
        } else {
            self = .null
        }
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
