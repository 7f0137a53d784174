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

    /// From when until when it holds, in seconds since 1970.
    var validFrom: Int64 { Self.seconds(X509_get0_notBefore(pointer)) }
    var validUntil: Int64 { Self.seconds(X509_get0_notAfter(pointer)) }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_STRING_free(epoch) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
