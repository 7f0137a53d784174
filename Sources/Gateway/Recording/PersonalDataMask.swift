import Inventory
public import OpenSSLCrypto
import Payload
public import Storage

/// Puts other letters and digits in the place of what is a person's or secret, always the same ones for the same text under one key: what was equal
/// stays equal, a NIP stays one, and nobody without the key can tell what stood there (R46).
public struct PersonalDataMask: Sendable {
    private let code: HMACSHA256

    public init(key: Secret) { code = HMACSHA256(key: key) }

    /// Fields that are a person's wherever they stand, in lower case.
    private static let personal: Set = [
        "firstname", "lastname", "companyname", "email", "login", "phone", "phonenumber", "mobile", "street", "city", "zip", "zipcode", "postcode",
        "address", "nip", "taxid", "pesel", "regon", "personalidentity", "altname", "messagetoseller", "skype", "fax",
    ]
    /// Fields that are a person's within one of ``parties``.
    private static let named: Set = ["name", "value", "text", "url"]
    private static let parties: Set = [
        "buyer", "contractor", "contractor_detail", "contractor_receiver", "company", "naturalperson", "person", "taxids", "note", "recipient",
    ]
    /// Fields that open something.
    private static let secret: Set = [
        "access_token", "refresh_token", "device_code", "user_code", "verification_uri_complete", "webhook_key", "accesskey", "secretkey", "appkey",
    ]

    /// What stands for a body. What cannot be read is no more than its kind and digest.
    public func masked(_ body: [UInt8], _ format: BodyFormat) -> [UInt8] {
        if body.isEmpty { return [] }
        guard let value = try? format == .xml ? PayloadValue.xml(body) : PayloadValue.json(body) else {
            let kind = body.starts(with: Array("%PDF".utf8)) ? "%PDF" : "unreadable"
            return Array("\(kind) \(Self.word(code.authenticationCode(for: body)))".utf8)
        }
        return masked(value, in: nil).jsonBytes()
    }

    /// `party`: the field of ``parties`` that `value` stands in.
    private func masked(_ value: PayloadValue, in party: String?) -> PayloadValue {
        switch value {
        case .null, .bool, .number, .string: return value
        case .array(let items): return .array(items.map { masked($0, in: party) })
        case .object(let object):
            var result = object
            for field in object.fields { result[field.key] = masked(field, in: party) }
            return .object(result)
        }
    }

    private func masked(_ field: PayloadObject.Field, in party: String?) -> PayloadValue {
        let name = field.key.lowercased()
        let hides = Self.personal.contains(name) || party != nil && Self.named.contains(name) || party == "buyer" && name == "id"
        switch field.value {
        case .string(let text) where Self.secret.contains(name):
            return .string("masked-" + Self.word(code.authenticationCode(for: Array("secret\u{1F}\(text)".utf8))))
        case .string(let text) where hides: return .string(masked(text))
        case .number(let text) where hides: return .number(masked(text))
        case .array(let items) where hides:
            return .array(items.map { item in if case .string(let text) = item { .string(masked(text)) } else { masked(item, in: name) } })
        case .null, .bool, .number, .string, .array, .object:
            return masked(field.value, in: Self.parties.contains(name) ? name : party)
        }
    }

    /// Other letters for letters, other digits for digits; the two letters of a country before a number stay.
    func masked(_ text: String) -> String {
        let characters = Array(text)
        let bytes = stream(of: text, count: characters.count)
        let kept = text.prefixMatch(of: #/[A-Z]{2}(?=[0-9])/#) == nil ? 0 : 2
        var digits = digits(instead: characters.compactMap(Self.digit), of: text)[...]
        var result = ""
        for (index, character) in characters.enumerated() {
            if index < kept {
                result.append(character)
            } else if Self.digit(character) != nil {
                result += digits.popFirst().map(String.init) ?? ""
            } else if character.isLetter {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(ascii: character.isUppercase ? "A" : "a") + bytes[index] % 26))
            } else {
                result.append(character)
            }
        }
        return result
    }

    private func digits(instead digits: [Int], of text: String) -> [Int] {
        let isNIP = ContractorDraft.isNIP(digits.map(String.init).joined())
        for round in 0..<64 {
            let other = stream(of: "\(round)\u{1F}\(text)", count: digits.count).map { Int($0 % 10) }
            guard isNIP else { return other }
            // The last one is what the nine before it ask for; of some there is none.
            let whole = (0...9).lazy.map { other.dropLast() + [$0] }.first { ContractorDraft.isNIP($0.map(String.init).joined()) }
            if let whole { return Array(whole) }
        }
        return digits.map { _ in 0 }
    }

    private static func digit(_ character: Character) -> Int? { character.isASCII ? character.wholeNumberValue : nil }

    private func stream(of text: String, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += code.authenticationCode(for: Array("\(bytes.count)\u{1F}".utf8), Array(text.utf8)) }
        return bytes
    }

    private static func word(_ code: [UInt8]) -> String { code.prefix(12).map { String($0, radix: 36) }.joined() }
}
