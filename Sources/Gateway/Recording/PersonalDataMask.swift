import Inventory
public import OpenSSLCrypto
import Payload
public import Storage

/// Puts other letters and digits in the place of all that is not known to be neither a person's nor secret, always the same ones for the same text
/// under one key: what was equal stays equal, a NIP stays one, and nobody without the key can tell what stood there (R46).
///
/// Only fields that this program reads and that name no person are kept; a field that Allegro or wFirma adds one day is masked.
public struct PersonalDataMask: Sendable {
    private let code: HMACSHA256

    public init(key: Secret) { code = HMACSHA256(key: key) }

    /// Fields that are kept, in lower case: ids, kinds, numbers of documents, counts, prices, moments.
    private static let kept = words(
        """
        access account amount answer api available basemarketplace boughtat brutto code compared completedat condition conditions correction
        corrects cost count counted country countrycode created created_at createdat currency date deleted disposaldate duration ean endedat endedby
        error errors event event_type events expires_at expires_in external external_id failed field file finishedat format from fullnumber
        hasexternalinvoices id id_external ids interval invoice invoicenumber isfulfillment kind ksef_reference_number ksef_status left_out limit
        listed method modified number object_id object_name occurredat operation order page paidamount parent_id path payment paymentmethod price
        price_type product provider quantity question rate recorded_at republish required reserved revision scheduledat scope scopes sellingmode
        sold startedat status stock success surcharges target taskcount tax tax_id_type to total totalcount totaltopay type unit updatedat
        uploadedat vanished vat vat_code vat_payer version warehouse warehouse_to warehouse_type webhook_event company_id webhook_id alreadypaid_initial
        """)
    /// Objects whose `name` is a thing's; at the top of a body it is an offer's.
    private static let named = words(
        """
        offer offers product products productset good goods warehouse warehouses warehouse_to invoicecontent warehouse_document_content
        warehouse_document warehouse_documents vat_code vat_codes method line lines lineitems polled_documents
        """)
    /// Objects that are a person or a company, with all below them: there even a number is theirs.
    private static let parties = words(
        """
        buyer contractor contractors contractor_detail contractor_receiver company companies naturalperson person taxids note recipient
        """)
    /// What is kept within one of ``parties``.
    private static let keptOfParties = words("id type kind country countrycode tax_id_type required vat_payer company_id")
    /// Fields that open something: not even their length is told.
    private static let secret = words(
        """
        access_token refresh_token device_code user_code verification_uri_complete webhook_key accesskey secretkey appkey refresh
        """)

    private static func words(_ text: String) -> Set<String> { Set(text.split(whereSeparator: \.isWhitespace).map(String.init)) }

    /// What stands for a body. What cannot be read is no more than its kind and digest.
    public func masked(_ body: [UInt8], _ format: BodyFormat) -> [UInt8] {
        if body.isEmpty { return [] }
        guard let value = try? format == .xml ? PayloadValue.xml(body) : PayloadValue.json(body) else {
            let kind = body.starts(with: Array("%PDF".utf8)) ? "%PDF" : "unreadable"
            return Array("\(kind) \(Self.word(code.authenticationCode(for: body)))".utf8)
        }
        return masked(value, in: Place()).jsonBytes()
    }

    /// Where a value stands.
    private struct Place {
        /// The field, in lower case; nil at the top. Of an item of a list, or of an object by numbers as wFirma writes lists, the list's.
        var field: String?
        /// The object that ``field`` is in, likewise.
        var object: String?
        /// The person or company that it is in.
        var party: String?

        func of(_ key: String) -> Place {
            let key = key.lowercased()
            // A list's items stand where the list does.
            if key.allSatisfy({ $0.isASCII && $0.isNumber }) { return self }
            return Place(field: key, object: field, party: PersonalDataMask.parties.contains(key) ? key : party)
        }

        var isKept: Bool {
            guard let field else { return false }
            if let party { return PersonalDataMask.keptOfParties.contains(field) && !(party == "buyer" && field == "id") }
            if field == "value" { return object == "quantity" }
            if field == "name" { return object.map(PersonalDataMask.named.contains) ?? true }
            return PersonalDataMask.kept.contains(field)
        }
    }

    private func masked(_ value: PayloadValue, in place: Place) -> PayloadValue {
        switch value {
        case .null, .bool: return value
        case .string(let text):
            if place.field.map(Self.secret.contains) == true {
                return .string("masked-" + Self.word(code.authenticationCode(for: Array("secret\u{1F}\(text)".utf8))))
            }
            return place.isKept ? value : .string(masked(text))
        case .number(let text): return place.isKept ? value : .number(masked(number: text))
        case .array(let items): return .array(items.map { masked($0, in: place) })
        case .object(let object):
            var result: PayloadObject = [:]
            // What is no name of a field may be a text itself.
            for field in object.fields {
                let isName = field.key.wholeMatch(of: #/[A-Za-z0-9_.-]{1,40}/#) != nil
                result[isName ? field.key : masked(field.key)] = masked(field.value, in: place.of(field.key))
            }
            return .object(result)
        }
    }

    /// A number stays one: its first digit, its sign and its exponent do.
    private func masked(number text: String) -> String {
        guard let first = text.firstIndex(where: { ("1"..."9").contains($0) }) else { return text }
        let rest = text[text.index(after: first)...]
        let end = rest.firstIndex { $0 == "e" || $0 == "E" } ?? rest.endIndex
        return text[...first] + masked(String(rest[..<end])) + rest[end...]
    }

    /// Other letters for letters, other digits for digits; the two letters of a country before a number stay, and so do an order's id and whatever
    /// else is a UUID, by which a document names its order.
    func masked(_ text: String) -> String {
        if let id = text.firstMatch(of: #/[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/#) {
            return masked(String(text[..<id.range.lowerBound])) + id.output + masked(String(text[id.range.upperBound...]))
        }
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
