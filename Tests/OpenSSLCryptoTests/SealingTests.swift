import OpenSSLCrypto
import Testing

@Suite("Sealing")
struct SealingTests {
    let box: AESGCM

    init() throws {
        self.box = try AESGCM(key: Secret(randomBytes(32)))
    }

    @Test("what was sealed opens, the empty message too", arguments: [0, 1, 15, 16, 17, 100_000])
    func roundTrip(length: Int) throws {
        let plain = randomBytes(length)
        let context = Array("tokens/1".utf8)
        #expect(try box.open(box.seal(plain, context: context), context: context) == plain)
        #expect(try box.open(box.seal(plain, context: []), context: []) == plain)
    }

    @Test("no altered bit, no cut end, no other context and no other key opens a sealed message")
    func tampering() throws {
        let context = Array("tokens/1".utf8)
        let sealed = try box.seal(Array("refresh".utf8), context: context)
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            #expect(throws: CryptoError.notAuthentic) { try box.open(altered, context: context) }
            #expect(throws: CryptoError.notAuthentic) { try box.open(Array(sealed.prefix(index)), context: context) }
        }
        #expect(throws: CryptoError.notAuthentic) { try box.open(sealed, context: Array("tokens/2".utf8)) }
        #expect(throws: CryptoError.notAuthentic) { try box.open(sealed, context: []) }
        let other = try AESGCM(key: Secret(randomBytes(32)))
        #expect(throws: CryptoError.notAuthentic) { try other.open(sealed, context: context) }
    }

    @Test("the same message sealed twice looks different")
    func freshNonce() throws {
        #expect(try box.seal([1], context: []) != box.seal([1], context: []))
    }

    @Test("a key of another length is refused")
    func keyLength() {
        #expect(throws: CryptoError.wrongKeyLength(expected: 32, found: 16)) { try AESGCM(key: Secret(randomBytes(16))) }
    }
}
