/// Bytes that must not be shown: a key, a token, a password. Prints as `***` and compares in constant time.
public struct Secret: Sendable, Equatable {
    /// The bytes themselves. Whoever reads them answers for where they go.
    public let bytes: [UInt8]

    /// A secret of these bytes.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A secret of this text's UTF-8 bytes.
    public init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The bytes as text, or nil when they are not UTF-8.
    public var text: String? {
        String(validating: bytes, as: UTF8.self)
    }

    public static func == (left: Secret, right: Secret) -> Bool {
        constantTimeEqual(left.bytes, right.bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "***" }
    public var debugDescription: String { "***" }
    /// Empty, so that `dump` and a crash's argument list show nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
