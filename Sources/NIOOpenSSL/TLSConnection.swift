import COpenSSL
import NIOCore
import OpenSSLCrypto

/// One `SSL` object between two memory BIOs: ciphertext in, plaintext out, and the other way round. No I/O, no state but OpenSSL's.
///
/// Every call that can fail clears the error queue first: it belongs to the thread, and the loop's other connections use it too.
final class TLSConnection {
    /// Bytes given to a BIO at once. A memory BIO keeps the largest size it ever had, and thousands of them lie idle.
    static let chunk = 16_384

    enum Outcome: Equatable {
        case done
        /// More of the client's bytes are needed.
        case needsInput
        /// The client's close_notify.
        case ended
        case failed(reason: String)
    }

    private let context: TLSContext
    private let ssl: OpaquePointer
    /// Both belong to `ssl`.
    private let input: OpaquePointer
    private let output: OpaquePointer

    /// `context` stays alive as long as the connection.
    init(_ context: TLSContext) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        guard let ssl = SSL_new(context.pointer), let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            throw .setup(reason: OpenSSLErrorQueue.drain())
        }
        // An empty BIO means "not yet", not the end of the stream.
        _ = shim_BIO_set_mem_eof_return(input, -1)
        _ = shim_BIO_set_mem_eof_return(output, -1)
        SSL_set_bio(ssl, input, output)
        SSL_set_accept_state(ssl)
        self.context = context
        self.ssl = ssl
        self.input = input
        self.output = output
    }

    deinit {
        SSL_free(ssl)
    }

    /// Takes up to ``chunk`` bytes that came from the client.
    func receive(_ bytes: inout ByteBuffer) {
        bytes.readWithUnsafeReadableBytes { bytes in
            let count = min(bytes.count, Self.chunk)
            return max(0, Int(BIO_write(input, bytes.baseAddress, Int32(count))))
        }
    }

    /// Goes on with the handshake.
    func shakeHands() -> Outcome {
        OpenSSLErrorQueue.clear()
        return outcome(of: SSL_do_handshake(ssl))
    }

    /// Appends to `plaintext` all that can be read now, and says why there is no more.
    func read(into plaintext: inout ByteBuffer) -> Outcome {
        while true {
            OpenSSLErrorQueue.clear()
            var result: Int32 = 0
            plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: 1_024) { free in
                result = SSL_read(ssl, free.baseAddress, Int32(clamping: free.count))
                return max(0, Int(result))
            }
            if result <= 0 { return outcome(of: result) }
        }
    }

    /// Encrypts up to ``chunk`` bytes of `plaintext`.
    func write(_ plaintext: inout ByteBuffer) -> Outcome {
        OpenSSLErrorQueue.clear()
        var result: Int32 = 0
        plaintext.readWithUnsafeReadableBytes { bytes in
            result = SSL_write(ssl, bytes.baseAddress, Int32(min(bytes.count, Self.chunk)))
            return max(0, Int(result))
        }
        return outcome(of: result)
    }

    /// Writes our close_notify. Never after a failure.
    func sayGoodbye() {
        OpenSSLErrorQueue.clear()
        SSL_shutdown(ssl)
    }

    /// Appends to `ciphertext` what is to go to the client.
    func takeOutput(into ciphertext: inout ByteBuffer) {
        let waiting = BIO_ctrl_pending(output)
        guard waiting > 0 else { return }
        ciphertext.writeWithUnsafeMutableBytes(minimumWritableBytes: waiting) { free in
            max(0, Int(BIO_read(output, free.baseAddress, Int32(clamping: waiting))))
        }
    }

    /// What the handshake agreed on.
    var agreement: TLSHandshakeCompleted {
        var alpn: UnsafePointer<UInt8>?
        var alpnLength: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &alpn, &alpnLength)
        return TLSHandshakeCompleted(
            protocolVersion: String(cString: SSL_get_version(ssl)),
            cipher: String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))),
            alpn: alpnLength == 0 ? nil : String(decoding: UnsafeBufferPointer(start: alpn, count: Int(alpnLength)), as: UTF8.self),
            peerFingerprint: SSL_get1_peer_certificate(ssl).map { certificateFingerprint(der: X509Certificate(owned: $0).der) },
            resumed: SSL_session_reused(ssl) == 1)
    }

    private func outcome(of result: Int32) -> Outcome {
        if result > 0 { return .done }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .needsInput
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return .failed(reason: OpenSSLErrorQueue.drain())
        }
    }
}
