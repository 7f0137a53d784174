import COpenSSL
import NIOConcurrencyHelpers
import NIOCore
import OpenSSLCrypto

/// One server's ticket keys, shared by all its contexts, so that a session outlives a reload of the certificate.
final class TicketKeys: Sendable {
    private let ring = NIOLockedValueBox(TicketKeyRing())

    /// Makes `context` seal and open its tickets with these keys. Whoever calls keeps them alive as long as the context.
    func install(in context: OpaquePointer) {
        SSL_CTX_set_ex_data(context, Self.slot, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_tlsext_ticket_key_evp_cb(context) { ssl, name, nonce, cipher, mac, sealing in
            guard let ssl, let name, let nonce, let stored = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), TicketKeys.slot) else { return -1 }
            let keys = Unmanaged<TicketKeys>.fromOpaque(stored).takeUnretainedValue()
            if sealing == 1 { return keys.seal(name, nonce, cipher, mac) }
            // A TLS 1.3 client uses a ticket once (RFC 8446, C.4), so it gets another with each visit.
            return keys.open(name, nonce, cipher, mac, alwaysRenews: SSL_version(ssl) == TLS1_3_VERSION)
        }
    }

    /// Slot 0 is SSL_CTX_set_app_data's; nothing else of ours uses it.
    private static let slot: Int32 = 0
    /// AES-256-CBC's.
    private static let nonceLength = 16

    private func seal(
        _ name: UnsafeMutablePointer<UInt8>, _ nonce: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer?, _ mac: OpaquePointer?
    ) -> Int32 {
        let key = ring.withLockedValue { $0.sealing(at: .now()) }
        name.update(from: key.name, count: key.name.count)
        nonce.update(from: randomBytes(Self.nonceLength), count: Self.nonceLength)
        guard EVP_EncryptInit_ex2(cipher, EVP_aes_256_cbc(), key.cipherKey, nonce, nil) == 1, schedule(key, in: mac) else { return -1 }
        return 1
    }

    /// 0 tells OpenSSL to do a full handshake, 2 to send a new ticket.
    private func open(
        _ name: UnsafeMutablePointer<UInt8>, _ nonce: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer?, _ mac: OpaquePointer?,
        alwaysRenews: Bool
    ) -> Int32 {
        let sought = Array(UnsafeBufferPointer(start: name, count: TicketKeyRing.Key.nameLength))
        guard let (key, isOutdated) = ring.withLockedValue({ $0.opening(sought, at: .now()) }) else { return 0 }
        guard EVP_DecryptInit_ex2(cipher, EVP_aes_256_cbc(), key.cipherKey, nonce, nil) == 1, schedule(key, in: mac) else { return -1 }
        return isOutdated || alwaysRenews ? 2 : 1
    }

    private func schedule(_ key: TicketKeyRing.Key, in mac: OpaquePointer?) -> Bool {
        shim_EVP_MAC_CTX_set_hmac_sha256_key(mac, key.macKey, key.macKey.count) == 1
    }
}
