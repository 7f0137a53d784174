import COpenSSL
import Foundation

/// A TLS client that does only what a test tells it, mistakes included: OpenSSL over a blocking socket, none of our code.
///
/// Reads and handshakes give up after a minute, so that a test fails instead of hanging.
public final class TLSProbe {
    public struct Options: Sendable {
        public var version: Int32?
        public var alpn: [String] = []
        /// The client's certificate chain and its key, as PEM.
        public var certificate: (chain: String, key: String)?
        public var session: Session?

        public init(version: Int32? = nil, alpn: [String] = [], certificate: (chain: String, key: String)? = nil, session: Session? = nil) {
            self.version = version
            self.alpn = alpn
            self.certificate = certificate
            self.session = session
        }
    }

    /// A session to come back with.
    public final class Session: @unchecked Sendable {
        fileprivate let pointer: OpaquePointer
        fileprivate init(owned: OpaquePointer) { self.pointer = owned }
        deinit { SSL_SESSION_free(pointer) }
    }

    /// How the server's direction ended.
    public enum End: Equatable, Sendable {
        case closeNotify
        /// TCP ended without a close_notify.
        case cut
        /// TCP was reset.
        case reset
        case failed(String)
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let context: OpaquePointer
    private let ssl: OpaquePointer
    private var socket: Int32
    /// What OpenSSL gave us for the next visit; TLS 1.3 sends it after the handshake.
    private let tickets = Tickets()

    private final class Tickets {
        var latest: Session?
    }

    public init(port: Int, _ options: Options = Options()) throws {
        // First: what an initialiser has made is not freed when it throws before all is there.
        self.socket = try Self.connect(port)
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw Failure(description: Self.reason()) }
        self.context = context
        SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0")
        if let version = options.version {
            _ = shim_SSL_CTX_set_min_proto_version(context, version)
            _ = shim_SSL_CTX_set_max_proto_version(context, version)
        }
        if let certificate = options.certificate { try Self.use(certificate, in: context) }
        _ = shim_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL))
        guard let ssl = SSL_new(context) else { throw Failure(description: Self.reason()) }
        self.ssl = ssl
        SSL_set_fd(ssl, socket)
        SSL_set_connect_state(ssl)
        let offered = options.alpn.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !offered.isEmpty { SSL_set_alpn_protos(ssl, offered, UInt32(offered.count)) }
        if let session = options.session { SSL_set_session(ssl, session.pointer) }
        SSL_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(tickets).toOpaque())
        SSL_CTX_sess_set_new_cb(context) { ssl, session in
            guard let session, let kept = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0) else { return 0 }
            Unmanaged<Tickets>.fromOpaque(kept).takeUnretainedValue().latest = Session(owned: session)
            return 1
        }
    }

    deinit {
        SSL_free(ssl)
        SSL_CTX_free(context)
        if socket >= 0 { Glibc.close(socket) }
    }

    // MARK: What was agreed

    public var alpn: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &length)
        return length == 0 ? nil : String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    public var version: String { String(cString: SSL_get_version(ssl)) }
    public var cipher: String { String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))) }
    public var isResumed: Bool { SSL_session_reused(ssl) == 1 }
    public var session: Session? { tickets.latest }

    /// The common name of the server's certificate.
    public var serverName: String {
        var text = [CChar](repeating: 0, count: 256)
        let certificate = SSL_get1_peer_certificate(ssl)
        defer { X509_free(certificate) }
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, &text, Int32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Talking

    public func shakeHands() throws {
        ERR_clear_error()
        guard SSL_do_handshake(ssl) == 1 else { throw Failure(description: Self.reason()) }
    }

    public func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    public func write(_ bytes: [UInt8]) throws {
        ERR_clear_error()
        guard SSL_write(ssl, bytes, Int32(bytes.count)) == Int32(bytes.count) else { throw Failure(description: Self.reason()) }
    }

    /// Reads until at least `count` bytes are there, or the server's end.
    public func read(_ count: Int) throws -> String {
        var text: [UInt8] = []
        while text.count < count {
            switch readSome() {
            case .success(let bytes): text += bytes
            case .failure(let end): throw Failure(description: "\(end.value) after \(text.count) bytes: \(String(decoding: text, as: UTF8.self))")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads exactly `count` bytes, fewer than a record holds.
    public func read(exactly count: Int) throws -> String {
        var text: [UInt8] = []
        while text.count < count {
            switch readSome(count - text.count) {
            case .success(let bytes): text += bytes
            case .failure(let end): throw Failure(description: "\(end.value)")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads to the server's end.
    public func readToEnd() -> (text: String, end: End) {
        var text: [UInt8] = []
        while true {
            switch readSome() {
            case .success(let bytes): text += bytes
            case .failure(let end): return (String(decoding: text, as: UTF8.self), end.value)
            }
        }
    }

    private struct Ended: Error {
        let value: End
    }

    private func readSome(_ limit: Int = 65_536) -> Result<[UInt8], Ended> {
        var buffer = [UInt8](repeating: 0, count: limit)
        ERR_clear_error()
        errno = 0
        let count = SSL_read(ssl, &buffer, Int32(buffer.count))
        if count > 0 { return .success(Array(buffer.prefix(Int(count)))) }
        let code = errno
        switch SSL_get_error(ssl, count) {
        case SSL_ERROR_ZERO_RETURN: return .failure(Ended(value: .closeNotify))
        case SSL_ERROR_SYSCALL where code == ECONNRESET: return .failure(Ended(value: .reset))
        default:
            let reason = Self.reason()
            return .failure(Ended(value: reason.contains("unexpected eof") ? .cut : .failed(reason)))
        }
    }

    /// Tries TLS 1.2's renegotiation.
    public func renegotiate() throws {
        ERR_clear_error()
        guard SSL_renegotiate(ssl) == 1, SSL_do_handshake(ssl) == 1 else { throw Failure(description: Self.reason()) }
    }

    // MARK: Ending

    /// Sends our close_notify; reading goes on.
    public func sayGoodbye() { SSL_shutdown(ssl) }

    /// Ends TCP's output without a word of TLS.
    public func endTCPOutput() { shutdown(socket, Int32(SHUT_WR)) }

    /// Resets the connection.
    public func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    public func close() {
        guard socket >= 0 else { return }
        Glibc.close(socket)
        socket = -1
    }

    // MARK: Below TLS

    /// Bytes as they are.
    public func writeRaw(_ bytes: [UInt8]) {
        _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// All bytes to TCP's end.
    public func readRawToEnd() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { all += buffer.prefix(count) }
        return all
    }

    /// The bytes that a client would send now, taken from OpenSSL instead of sending them. Nothing is read meanwhile.
    public func captureOutput(_ work: () -> Void) -> [UInt8] {
        let nothing = BIO_new(BIO_s_mem())
        _ = shim_BIO_set_mem_eof_return(nothing, -1)
        let memory = BIO_new(BIO_s_mem())
        SSL_set_bio(ssl, nothing, memory)
        work()
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_BIO_get_mem_data(memory, &start)
        let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
        SSL_set_fd(ssl, socket)
        return bytes
    }

    private static func connect(_ port: Int) throws -> Int32 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else {
            Glibc.close(descriptor)
            throw Failure(description: String(cString: strerror(errno)))
        }
        return descriptor
    }

    private static func use(_ certificate: (chain: String, key: String), in context: OpaquePointer) throws {
        let chain = BIO_new(BIO_s_mem())
        BIO_write(chain, certificate.chain, Int32(certificate.chain.utf8.count))
        let keySource = BIO_new(BIO_s_mem())
        BIO_write(keySource, certificate.key, Int32(certificate.key.utf8.count))
        defer {
            BIO_free(chain)
            BIO_free(keySource)
        }
        let leaf = PEM_read_bio_X509(chain, nil, nil, nil)
        let key = PEM_read_bio_PrivateKey(keySource, nil, nil, nil)
        defer {
            X509_free(leaf)
            EVP_PKEY_free(key)
        }
        guard SSL_CTX_use_certificate(context, leaf) == 1, SSL_CTX_use_PrivateKey(context, key) == 1 else {
            throw Failure(description: reason())
        }
    }

    private static func reason() -> String {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 { reasons.append(ERR_reason_error_string(code).map { String(cString: $0) } ?? "\(code)") }
        return reasons.isEmpty ? "no reason (errno \(errno): \(String(cString: strerror(errno))))" : reasons.joined(separator: "; ")
    }
}
