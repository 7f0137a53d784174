public import Foundation

/// A value that goes with a statement.
public enum PostgreSQLParameter: Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes(Data)

    /// The server's number of the type (`pg_type.dat`); 0: the server finds it out.
    public var type: UInt32 {
        switch self {
        case .null: 0
        case .integer: 20
        case .text: 25
        case .bytes: 17
        }
    }

    /// Texts go as text, all else in the server's binary form.
    fileprivate var format: Int32 {
        if case .text = self { 0 } else { 1 }
    }
}

/// Parameters laid out one behind another, as libpq reads them.
struct ParameterBytes {
    private var bytes: [UInt8] = []
    private var places: [Range<Int>?] = []
    private let formats: [Int32]

    init(_ parameters: [PostgreSQLParameter]) {
        formats = parameters.map(\.format)
        for parameter in parameters {
            let start = bytes.count
            switch parameter {
            case .null:
                places.append(nil)
                continue
            case .integer(let number): withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text):
                // The server's texts hold no NUL, by which libpq finds their end.
                bytes.append(contentsOf: text.utf8.lazy.map { $0 == 0 ? UInt8(ascii: "?") : $0 })
                bytes.append(0)
            case .bytes(let data): bytes.append(contentsOf: data)
            }
            places.append(start..<bytes.count)
        }
        // An address is needed even for nothing at the end.
        bytes.append(0)
    }

    func withPointers<Value>(
        _ work: (_ count: Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> Value
    ) rethrows -> Value {
        try bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress
            let values = places.map { place in place.flatMap { start?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) } }
            let lengths = places.map { Int32($0?.count ?? 0) }
            return try values.withUnsafeBufferPointer { values in
                try lengths.withUnsafeBufferPointer { lengths in
                    try formats.withUnsafeBufferPointer { formats in
                        guard let first = values.baseAddress, let length = lengths.baseAddress, let format = formats.baseAddress else {
                            return try withNone(work)
                        }
                        return try work(Int32(values.count), first, length, format)
                    }
                }
            }
        }
    }

    private func withNone<Value>(
        _ work: (Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> Value
    ) rethrows -> Value {
        var (value, number): (UnsafePointer<CChar>?, Int32) = (nil, 0)
        return try withUnsafePointer(to: &value) { value in try withUnsafePointer(to: &number) { try work(0, value, $0, $0) } }
    }
}
