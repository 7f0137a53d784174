/// Error correction over GF(256) with the polynomial x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004, 7.5).
struct ReedSolomon: Sendable {
    /// The generator's coefficients from the highest power down, without the leading 1.
    private let generator: [UInt8]

    /// - Parameter degree: how many codewords it adds.
    init(degree: Int) {
        var product = [UInt8](repeating: 0, count: degree)
        product[degree - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                product[index] = Self.multiply(product[index], root) ^ (index + 1 < degree ? product[index + 1] : 0)
            }
            root = Self.multiply(root, 2)
        }
        generator = product
    }

    /// What is added to the data.
    func remainder(of data: [UInt8]) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: generator.count)
        for byte in data {
            let factor = byte ^ rest[0]
            rest = rest.dropFirst() + [0]
            for index in rest.indices { rest[index] ^= Self.multiply(generator[index], factor) }
        }
        return rest
    }

    static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product = 0
        for bit in (0..<8).reversed() {
            product = (product << 1) ^ (product >> 7) * 0x11D
            if right >> bit & 1 == 1 { product ^= Int(left) }
        }
        return UInt8(product)
    }
}
