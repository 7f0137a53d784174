import Testing

@testable import QRCodes

@Suite("Error correction of QR codes")
struct ReedSolomonTests {
    @Test("multiplication in GF(256): 2 is a root of the field's polynomial, and every element but 0 has an inverse")
    func field() {
        #expect(ReedSolomon.multiply(0x80, 2) == 0x1D)
        for element in UInt8(1)...255 {
            #expect((UInt8(1)...255).count { ReedSolomon.multiply(element, $0) == 1 } == 1, "\(element)")
        }
    }

    @Test("the example of the standard: 16 codewords of version 1-M and their ten of correction (ISO/IEC 18004, annex I)")
    func example() {
        let data: [UInt8] = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11]
        let correction: [UInt8] = [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]
        #expect(ReedSolomon(degree: 10).remainder(of: data) == correction)
    }
}
