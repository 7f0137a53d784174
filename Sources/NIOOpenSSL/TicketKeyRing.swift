import NIOCore
import OpenSSLCrypto

/// The keys under which session tickets are sealed, the newest first. Pure: time and randomness come from outside.
///
/// A ticket is good for as long as the key that sealed it is kept. Keys change, so that a stolen one opens little
/// of what was recorded before it.
struct TicketKeyRing {
    /// A new key is made after this time; the one before it is kept for as long again.
    static let interval = TimeAmount.hours(1)

    struct Key: Equatable {
        /// Stands in the ticket in clear, so that the server finds the key again.
        let name: [UInt8]
        let cipherKey: [UInt8]
        let macKey: [UInt8]
        let born: NIODeadline

        static let nameLength = 16
        static let cipherKeyLength = 32
        static let macKeyLength = 32

        init(born: NIODeadline, random: (Int) -> [UInt8]) {
            self.name = random(Self.nameLength)
            self.cipherKey = random(Self.cipherKeyLength)
            self.macKey = random(Self.macKeyLength)
            self.born = born
        }
    }

    private var newest: Key?
    private var previous: Key?

    /// The key to seal a ticket with now.
    mutating func sealing(at now: NIODeadline, random: (Int) -> [UInt8] = randomBytes) -> Key {
        if let newest, now < newest.born + Self.interval { return newest }
        let made = Key(born: now, random: random)
        previous = newest
        newest = made
        return made
    }

    /// The key of this name, and whether a ticket under it should be sealed anew; nil when it is unknown or too old.
    func opening(_ name: [UInt8], at now: NIODeadline) -> (key: Key, isOutdated: Bool)? {
        guard let key = [newest, previous].compactMap(\.self).first(where: { $0.name == name }) else { return nil }
        let age = now - key.born
        guard age < Self.interval * 2 else { return nil }
        return (key, age >= Self.interval)
    }
}
