import COpenSSL

/// A certificate that OpenSSL parsed.
final class X509Certificate {
    let pointer: OpaquePointer

    /// Takes over one reference.
    init(owned pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        X509_free(pointer)
    }

    /// The certificate's bytes as it travels.
    var der: [UInt8] {
        let length = max(0, Int(i2d_X509(pointer, nil)))
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
            var end = buffer.baseAddress
            initialized = max(0, Int(i2d_X509(pointer, &end)))
        }
    }
}
