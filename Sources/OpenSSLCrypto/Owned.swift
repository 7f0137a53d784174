/// A C object that is freed when its owner goes.
struct Owned: ~Copyable {
    let pointer: OpaquePointer
    private let free: @convention(c) (OpaquePointer?) -> Void

    /// Takes over `pointer`, which OpenSSL made; nil means that OpenSSL refused `operation`.
    init(_ pointer: OpaquePointer?, free: @escaping @convention(c) (OpaquePointer?) -> Void, operation: String) throws(CryptoError) {
        guard let pointer else { throw CryptoError.refused(operation: operation, reason: OpenSSLErrorQueue.drain()) }
        self.pointer = pointer
        self.free = free
    }

    deinit {
        free(pointer)
    }
}

/// Turns OpenSSL's "1 is success" into an error that carries its reason.
func check(_ result: some BinaryInteger, _ operation: String) throws(CryptoError) {
    guard result > 0 else { throw CryptoError.refused(operation: operation, reason: OpenSSLErrorQueue.drain()) }
}
