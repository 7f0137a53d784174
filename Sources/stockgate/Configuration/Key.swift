import Foundation
import Yams

/// A part of the configuration file: a plain value with defaults, and the table of its keys.
protocol ConfigurationSection: Sendable, Equatable {
    init()
    static var keys: [Key<Self>] { get }
}

/// One key of a section: its name, what it is for, and how its value is read. Reading, the page of documentation, the names that a fault
/// suggests and the environment variables all come from this one table.
struct Key<Section: ConfigurationSection>: Sendable {
    typealias Property<Value> = WritableKeyPath<Section, Value> & Sendable

    let description: KeyDescription
    /// Reads the key's node, which is nil when the file lacks it, into the section.
    let read: @Sendable (_ node: Node?, _ section: inout Section, _ reader: inout ConfigurationReader, _ path: ConfigurationPath) -> Void
    /// The key's value as the file has it; nil for a secret and for what is left out.
    let write: @Sendable (_ section: Section) -> Node?

    var name: String { description.name }

    /// A key with a single value.
    init<Value>(_ name: String, _ form: ValueForm<Value>, _ property: Property<Value>, _ meaning: String, isRequired: Bool = false) {
        description = KeyDescription(
            name: name, form: form.name, meaning: meaning, isRequired: isRequired,
            standard: isRequired ? nil : form.write(Section()[keyPath: property]))
        read = { node, section, reader, path in
            switch reader.scalar(node, at: path) {
            case .missing: if isRequired { reader.miss(path) }
            case .unusable: break
            case .value(let scalar): if let value = reader.value(of: scalar, as: form, at: path) { section[keyPath: property] = value }
            }
        }
        write = { form.node($0[keyPath: property]) }
    }

    /// A key with a single value, or with none: `null`.
    init<Value>(_ name: String, _ form: ValueForm<Value>, _ property: Property<Value?>, _ meaning: String) {
        self.init(name, form.orNull, property, meaning)
    }

    private init(
        _ description: KeyDescription, write: @escaping @Sendable (Section) -> Node?,
        read: @escaping @Sendable (Node?, inout Section, inout ConfigurationReader, ConfigurationPath) -> Void
    ) {
        self.description = description
        self.read = read
        self.write = write
    }
}

extension Key {
    /// A section that is always there, from the file or by default.
    static func section<Part: ConfigurationSection>(_ name: String, _ property: Property<Part>, _ meaning: String) -> Self {
        Self(KeyDescription(section: name, meaning: meaning, of: Part.self), write: { $0[keyPath: property].node }) { node, section, reader, path in
            reader.read(Part.self, into: &section[keyPath: property], from: node, at: path)
        }
    }

    /// A section that may be left out.
    static func section<Part: ConfigurationSection>(_ name: String, _ property: Property<Part?>, _ meaning: String) -> Self {
        Self(
            KeyDescription(section: name, meaning: meaning, of: Part.self, isOptional: true), write: { $0[keyPath: property]?.node }
        ) { node, section, reader, path in
            guard reader.isGiven(node, at: path) else { return }
            var part = Part()
            reader.read(Part.self, into: &part, from: node, at: path)
            section[keyPath: property] = part
        }
    }

    /// A list of sections.
    static func sections<Part: ConfigurationSection>(_ name: String, _ property: Property<[Part]>, _ meaning: String) -> Self {
        Self(
            KeyDescription(section: name, meaning: meaning, of: Part.self, isList: true),
            write: { Node.sequence(Node.Sequence($0[keyPath: property].map(\.node))) }
        ) { node, section, reader, path in
            section[keyPath: property] = reader.items(of: node, at: path).map { item, path in
                var part = Part()
                reader.read(Part.self, into: &part, from: item, at: path)
                return part
            }
        }
    }

    /// A list of single values.
    static func list<Value>(_ name: String, _ form: ValueForm<Value>, _ property: Property<[Value]>, _ meaning: String) -> Self {
        Self(
            KeyDescription(name: name, form: "list: \(form.name)", meaning: meaning, isRequired: false, standard: "[]"),
            write: { Node.sequence(Node.Sequence($0[keyPath: property].compactMap(form.node))) }
        ) { node, section, reader, path in
            section[keyPath: property] = reader.values(of: node, as: form, at: path)
        }
    }

    /// A list of single values, or the word `all`, which is read as nil.
    static func listOrAll<Value>(_ name: String, _ form: ValueForm<Value>, _ property: Property<[Value]?>, _ meaning: String) -> Self {
        Self(
            KeyDescription(name: name, form: "all, or a list", meaning: meaning, isRequired: false, standard: "all"),
            write: { section in section[keyPath: property].map { Node.sequence(Node.Sequence($0.compactMap(form.node))) } ?? Node("all") }
        ) { node, section, reader, path in
            // A single value is `all`, from the file or from the environment, or the ids with commas between them.
            if node == nil || node?.scalar != nil, case .value(let scalar) = reader.scalar(node, at: path), !scalar.isNull {
                if scalar.text == "all" { return }
                if case .variable = scalar.place {
                    let parts = scalar.text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                    section[keyPath: property] = parts.compactMap { part in
                        reader.value(of: .init(text: part, isNull: false, place: scalar.place), as: form, at: path)
                    }
                    return
                }
            }
            guard reader.isGiven(node, at: path) else { return }
            section[keyPath: property] = reader.values(of: node, as: form, at: path)
        }
    }
}

extension Key {
    /// The same key of a section that holds this key's section as its `part`.
    func lifted<Outer>(to part: Key<Outer>.Property<Section>) -> Key<Outer> {
        let (read, write) = (read, write)
        return Key<Outer>(description, write: { write($0[keyPath: part]) }) { node, section, reader, path in
            read(node, &section[keyPath: part], &reader, path)
        }
    }

    /// A key that is known, but not where it is given.
    static func misplaced(_ description: KeyDescription, _ why: String) -> Self {
        Self(description, write: { _ in nil }) { node, _, reader, path in
            if reader.isGiven(node, at: path) { reader.refuse(node, at: path, "\(path) \(why)") }
        }
    }
}

/// What there is to say about a key, whatever its type.
struct KeyDescription: Sendable {
    let name: String
    /// How its value is written.
    let form: String
    var meaning: String
    let isRequired: Bool
    /// The default as one would write it; nil for a required key and for a section.
    let standard: String?
    /// The keys of a section, in order.
    var children: [KeyDescription] = []
    var isList = false
    var isOptional = false
}

extension KeyDescription {
    init<Part: ConfigurationSection>(section name: String, meaning: String, of part: Part.Type, isList: Bool = false, isOptional: Bool = false) {
        self.init(name: name, form: isList ? "list of sections" : "section", meaning: meaning, isRequired: false, standard: nil)
        children = part.keys.map(\.description)
        self.isList = isList
        self.isOptional = isOptional
    }
}
