import COpenSSL
import NIOCore
import OpenSSLCrypto

/// A server's certificate, key and rules, as OpenSSL keeps them for all connections: Mozilla's "intermediate" configuration.
///
/// Unchecked: it is configured in `init` alone; afterwards OpenSSL only reads it, and counts its references atomically.
public final class TLSContext: @unchecked Sendable {
    let pointer: OpaquePointer
    /// Until when every certificate of its chain holds, in seconds since 1970.
    public private(set) var validUntil: Int64 = 0
    /// The context's callback reaches these without holding them.
    private let ticketKeys: TicketKeys

    init(_ options: TLSOptions, ticketKeys: TicketKeys) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        guard let pointer = SSL_CTX_new(TLS_server_method()) else { throw .setup(reason: OpenSSLErrorQueue.drain()) }
        self.pointer = pointer
        self.ticketKeys = ticketKeys
        try setProtocol()
        setSessions(sharedBy: options)
        setALPN()
        validUntil = try use(certificateChain: options.certificateChain)
        try use(privateKey: options.privateKey)
        try askClients(options)
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    /// Mozilla's guide "Server Side TLS", version 5.7, "Intermediate compatibility".
    ///
    /// Its three DHE suites are left out: every client on its list of clients that can speak HTTP/1.1 to a webhook knows ECDHE,
    /// and DHE lets a stranger buy much of our time with little of his (CVE-2002-20001).
    private func setProtocol() throws(TLSError) {
        let ciphers = [
            "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        ]
        let suites = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
        // Whatever the system's openssl.cnf says: 2 refuses keys, curves and hashes under 112 bits.
        SSL_CTX_set_security_level(pointer, 2)
        shim_SSL_CTX_set_server_options(pointer)
        shim_SSL_CTX_set_server_mode(pointer)
        guard
            shim_SSL_CTX_set_min_proto_version(pointer, TLS1_2_VERSION) == 1,
            shim_SSL_CTX_set_max_proto_version(pointer, TLS1_3_VERSION) == 1,
            SSL_CTX_set_cipher_list(pointer, ciphers.joined(separator: ":")) == 1,
            SSL_CTX_set_ciphersuites(pointer, suites.joined(separator: ":")) == 1,
            shim_SSL_CTX_set1_groups_list(pointer, "X25519:P-256:P-384") == 1
        else { throw .setup(reason: OpenSSLErrorQueue.drain()) }
    }

    /// Tickets, which cost the server no memory, in place of a cache.
    private func setSessions(sharedBy options: TLSOptions) {
        _ = shim_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        SSL_CTX_set_timeout(pointer, Int(TicketKeyRing.interval.nanoseconds / 1_000_000_000))
        SSL_CTX_set_num_tickets(pointer, 1)
        ticketKeys.install(in: pointer)
    }

    /// The client's list is `length, name, length, name, …` (RFC 7301). A client that wants only what we don't speak is told so by an alert.
    private func setALPN() {
        SSL_CTX_set_alpn_select_cb(
            pointer,
            { _, chosen, chosenLength, offered, offeredLength, _ in
                guard let chosen, let chosenLength, let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
                let list = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
                var position = 0
                while position < list.count {
                    let name = position + 1..<position + 1 + Int(list[position])
                    guard name.upperBound <= list.count else { break }
                    if list[name].elementsEqual("http/1.1".utf8) {
                        // Pointing into the client's list is allowed: OpenSSL copies the choice at once.
                        chosen.pointee = offered + name.lowerBound
                        chosenLength.pointee = UInt8(name.count)
                        return SSL_TLSEXT_ERR_OK
                    }
                    position = name.upperBound
                }
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }, nil)
    }
}
