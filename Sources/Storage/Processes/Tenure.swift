/// The right to work one store: to apply what came in, to decide, and to ask anything of Allegro and wFirma. One process has it at a time.
public protocol Tenure: Sendable {
    /// Goes with every write under it and is held against the store's own in the same transaction: each holder's is greater than the one before.
    /// nil where a lock of the system's makes it needless.
    var epoch: Int64? { get }
    /// False once it is over, or may be, by this process's own clock.
    var holds: Bool { get }
    /// Whether enough of it is left to begin what must come to its end under it.
    var isFirm: Bool { get }
}

/// A file's tenure: the kernel keeps it until this process gives it back or ends.
extension ServeLock: Tenure {
    public var epoch: Int64? { nil }
    public var holds: Bool { isHeld }
    public var isFirm: Bool { isHeld }
}

/// Who works a store at this moment.
public enum StoreHolder: Sendable, Equatable {
    /// The `serve` of this process id, on this machine.
    case process(Int32)
    /// A gateway of a fleet, by its name.
    case gateway(String)

    /// Nil where nobody does, or where a database does not tell.
    public static func of(database: String) -> StoreHolder? {
        guard let address = PostgreSQLAddress(database) else { return ServeLock.holder(database: database).map { .process($0) } }
        return (try? Fleet.holder(of: address)).flatMap { $0 }.map { .gateway($0) }
    }

    /// The process, where it is one of this machine.
    public var process: Int32? {
        if case .process(let process) = self { process } else { nil }
    }
}
