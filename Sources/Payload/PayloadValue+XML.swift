import Foundation
import FoundationXML

extension PayloadValue {
    /// Reads XML (UTF-8) into the tree that the same content in JSON would be. The root element is dropped, attributes are
    /// ignored, an element without elements inside is its trimmed text, and a list is an element around items of one name.
    ///
    /// A document type, and with it every entity of the sender's own, is refused before the parser sees a byte.
    public static func xml(_ bytes: [UInt8], limits: PayloadLimits = .default) throws(PayloadFault) -> PayloadValue {
        guard bytes.count <= limits.bytes else { throw PayloadFault(reason: "longer than \(limits.bytes) bytes") }
        try XMLGate.check(bytes)
        let parser = XMLParser(data: Data(bytes))
        parser.shouldResolveExternalEntities = false
        let builder = XMLTreeBuilder(limits: limits)
        parser.delegate = builder
        let parsed = parser.parse()
        if let fault = builder.fault { throw fault }
        // libxml2's push parser calls what follows the root element an error, and the parse a success.
        guard parsed, parser.parserError == nil, let root = builder.root else {
            let (line, column) = builder.errorPlace ?? (parser.lineNumber, parser.columnNumber)
            throw PayloadFault(reason: "not well-formed XML (line \(line), column \(column))")
        }
        return root
    }
}

/// Builds the tree from the parser's calls, one open element on a stack for each level.
private final class XMLTreeBuilder: NSObject, XMLParserDelegate {
    private struct Element {
        var name: String
        var text = ""
        var children: [PayloadObject.Field] = []
    }

    private let limits: PayloadLimits
    private var open: [Element] = []
    private var values = 0
    private(set) var root: PayloadValue?
    private(set) var fault: PayloadFault?
    /// Line and column at which the parser found an error.
    private(set) var errorPlace: (line: Int, column: Int)?

    init(limits: PayloadLimits) { self.limits = limits }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        guard fault == nil, errorPlace == nil else { return }
        values += 1
        if open.count >= limits.depth { return stop(parser, "nested deeper than \(limits.depth) levels") }
        if values > limits.values { return stop(parser, "more than \(limits.values) elements") }
        open.append(Element(name: name))
    }

    /// Nothing with an error in it is taken, so the first one is the last: Foundation (Swift 6.3) keeps some 100 bytes of each for good, and a text of
    /// undeclared prefixes has one every six bytes.
    func parser(_ parser: XMLParser, parseErrorOccurred _: any Error) {
        guard errorPlace == nil else { return }
        errorPlace = (parser.lineNumber, parser.columnNumber)
        parser.abortParsing()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard fault == nil, !open.isEmpty else { return }
        open[open.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        guard fault == nil, !open.isEmpty else { return }
        guard let text = String(validating: block, as: UTF8.self) else { return stop(parser, "a text is not UTF-8") }
        open[open.count - 1].text += text
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard fault == nil, let element = open.popLast() else { return }
        let text = trimmed(element.text)
        if !element.children.isEmpty, !text.isEmpty { return stop(parser, "text stands beside elements in '\(printable(name, limit: 64))'") }
        let value: PayloadValue
        switch tree(of: element, text: text) {
        case .success(let tree): value = tree
        case .failure(let fault): return stop(parser, fault.reason)
        }
        if open.isEmpty {
            root = value
        } else {
            open[open.count - 1].children.append(.init(key: name, value: value))
        }
    }

    private func tree(of element: Element, text: String) -> Result<PayloadValue, PayloadFault> {
        guard !element.children.isEmpty else { return .success(.string(text)) }
        // wFirma puts `parameters` beside the items of a list.
        let items = element.children.filter { $0.key != "parameters" }
        if let first = items.first, items.allSatisfy({ $0.key == first.key }), items.count > 1 || isPlural(element.name, of: first.key) {
            return .success(.array(items.map(\.value)))
        }
        var keys = DistinctKeys()
        var fields: [PayloadObject.Field] = []
        for child in element.children {
            guard keys.admit(child.key, to: fields) else {
                return .failure(PayloadFault(reason: "the element '\(printable(child.key, limit: 64))' stands twice beside others"))
            }
            fields.append(child)
        }
        return .success(.object(PayloadObject(distinct: fields)))
    }

    /// `goods` of `good`, `companies` of `company`, `series` of `series`.
    private func isPlural(_ name: String, of item: String) -> Bool {
        name == item + "s" || (item.hasSuffix("y") && name == item.dropLast() + "ies") || (name == item && item.hasSuffix("s"))
    }

    private func trimmed(_ text: String) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[first...last])
    }

    private func stop(_ parser: XMLParser, _ reason: String) {
        let path = open.dropFirst().map { "/" + pointerStep($0.name) }.joined()
        fault = PayloadFault(reason: reason, pointer: path.isEmpty ? nil : path)
        parser.abortParsing()
    }
}
