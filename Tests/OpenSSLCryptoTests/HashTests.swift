import OpenSSLCrypto
import Testing

@Suite("Hashes and codes agree with their standards")
struct HashTests {
    @Test("SHA-256 of \"abc\" is FIPS 180-4's")
    func digest() {
        #expect(hex(SHA256.digest(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(hex(SHA256.digest([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test(
        "HMAC agrees with RFC 4231",
        arguments: [
            ([UInt8](repeating: 0x0b, count: 20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (Array("Jefe".utf8), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (
                [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func authenticationCode(key: [UInt8], message: String, expected: String) {
        #expect(hex(HMACSHA256(key: Secret(key)).authenticationCode(for: Array(message.utf8))) == expected)
    }

    @Test("parts are authenticated as one message, and a keyed instance serves many messages at once")
    func parts() async {
        let hmac = HMACSHA256(key: Secret("key"))
        let whole = hmac.authenticationCode(for: Array("id.time.body".utf8))
        await withTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<64 { group.addTask { hmac.authenticationCode(for: Array("id.".utf8), Array("time.".utf8), Array("body".utf8)) } }
            for await code in group { #expect(code == whole) }
        }
        #expect(hmac.isValid(whole, for: Array("id.time.body".utf8)))
        #expect(!hmac.isValid(whole, for: Array("id.time.bodY".utf8)))
        #expect(!hmac.isValid(Array(whole.dropLast()), for: Array("id.time.body".utf8)))
    }

    @Test("scrypt agrees with RFC 7914")
    func scryptVector() throws {
        let key = try scrypt(
            password: Secret("pleaseletmein"), salt: Array("SodiumChloride".utf8), cost: ScryptCost(work: 16_384), count: 64)
        #expect(
            hex(key.bytes)
                == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
    }

    @Test("a cost that scrypt does not know is an error with OpenSSL's reason")
    func scryptRefuses() {
        #expect(throws: CryptoError.self) { try scrypt(password: Secret(""), salt: [], cost: ScryptCost(work: 3)) }
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
