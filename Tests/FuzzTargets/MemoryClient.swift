import COpenSSL

/// OpenSSL as a client between two buffers: none of our code.
final class MemoryClient {
    private let context: OpaquePointer
    private let connection: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var isWelcome = false

    init?(isOld: Bool) {
        guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
        if isOld { SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil) }
        guard let connection = SSL_new(context), let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else { return nil }
        (self.context, self.connection, self.incoming, self.outgoing) = (context, connection, incoming, outgoing)
        SSL_set_bio(connection, incoming, outgoing)
        SSL_set_connect_state(connection)
        isWelcome = SSL_do_handshake(connection) == 1
    }

    deinit {
        SSL_free(connection)
        SSL_CTX_free(context)
        ERR_clear_error()
    }

    func take(_ bytes: [UInt8]) { _ = BIO_write(incoming, bytes, Int32(bytes.count)) }

    /// Goes on shaking hands; once that is done, says `text`, once.
    func go(on text: String) {
        ERR_clear_error()
        if isWelcome {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            _ = SSL_read(connection, &buffer, Int32(buffer.count))
        } else if SSL_do_handshake(connection) == 1 {
            isWelcome = true
            _ = SSL_write(connection, text, Int32(text.utf8.count))
        }
    }

    /// What is to be sent.
    func output() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = BIO_read(outgoing, &buffer, Int32(buffer.count))
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(Int(count))
        }
    }
}
