/// A QR code of a text: ISO/IEC 18004, byte mode, error correction level M (about 15 % may be lost), versions 1 to 10.
///
/// Pure: a text in, a square of dark and light modules out. The quiet zone around it is the drawer's.
public struct QRCode: Sendable, Equatable {
    /// The text is longer than version 10 holds.
    public struct TooLong: Error, Equatable {
        public var bytes: Int
        /// The most that fits.
        public var limit: Int

        public init(bytes: Int, limit: Int) { (self.bytes, self.limit) = (bytes, limit) }
    }

    /// What a reader needs to see white around the code, in modules.
    public static let quietZone = 4

    /// Modules on a side: 21 for version 1, four more for each further one.
    public let size: Int
    /// 1 to 10.
    public let version: Int
    /// Which of the eight masks was taken: the one whose picture is easiest to read.
    public let mask: Int
    /// Row by row.
    private let modules: [Bool]

    /// Throws ``TooLong`` for more than 213 bytes of UTF-8.
    public init(_ text: String) throws(TooLong) {
        let bytes = Array(text.utf8)
        guard let version = QRVersion.all.first(where: { bytes.count <= $0.byteLimit }) else {
            throw TooLong(bytes: bytes.count, limit: QRVersion.all.map(\.byteLimit).max() ?? 0)
        }
        var blank = QRMatrix(version)
        blank.place(version.interleaved(QRBits.codewords(of: bytes, for: version)))
        let candidates = QRMask.allCases.map { (mask: $0, matrix: blank.masked(by: $0)) }
        // The first of equals, so that one text always gives one picture.
        let best = candidates.min { $0.matrix.penalty < $1.matrix.penalty } ?? (mask: QRMask.checkered, matrix: blank.masked(by: .checkered))
        (size, self.version, mask) = (version.size, version.number, best.mask.rawValue)
        modules = best.matrix.modules
    }

    /// Whether a module is dark; outside the code all is light.
    public func isDark(row: Int, column: Int) -> Bool {
        (0..<size).contains(row) && (0..<size).contains(column) && modules[row * size + column]
    }
}
