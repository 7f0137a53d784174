import OpenSSLCrypto
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("a secret never prints itself")
    func printing() {
        let secret = Secret("swordfish")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!shown.contains("swordfish"))
            #expect(!shown.contains("115"), "the byte of an s")
            #expect(shown.contains("***"))
        }
    }

    @Test("secrets compare by their bytes")
    func comparing() {
        #expect(Secret("a") == Secret([0x61]))
        #expect(Secret("a") != Secret("b"))
        #expect(Secret("a") != Secret("aa"))
        #expect(Secret([]) == Secret(""))
        #expect(Secret([0xff]).text == nil)
    }

    @Test("random bytes have the wished length and differ")
    func random() {
        #expect(randomBytes(0).isEmpty)
        #expect(randomBytes(32).count == 32)
        #expect(randomBytes(32) != randomBytes(32))
    }
}
