/// Bytes as lower-case hexadecimal digits, two for each: what digests and random names are written as.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String(0x100 | Int($0), radix: 16).dropFirst() }.joined()
}
