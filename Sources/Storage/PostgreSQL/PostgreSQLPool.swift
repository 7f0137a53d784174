import Dispatch
import Inventory
import NIOConcurrencyHelpers
import PostgreSQLClient

/// The connections of this process to one database, which all its stores there share: a bounded number, each set to one store's schema at a time.
final class PostgreSQLPool: Sendable {
    /// Three gateways with it stay within the hundred connections that a server takes unless told otherwise.
    static let limit = 24

    /// The database's: what is told of it is told to all stores.
    private let address: PostgreSQLAddress
    private let settings: String
    private let patience: Duration
    private let permits = DispatchSemaphore(value: limit)
    private let state = NIOLockedValueBox(State())

    private struct State {
        /// The one used last is at the end.
        var idle: [PostgreSQLSession] = []
        /// With those that are about to be opened.
        var open = 0
        var silence = ServerSilence()

        /// One that knows the schema's statements; else, once no more can be opened, the one that rested longest. Nil: one is to be opened, and counts.
        mutating func take(_ schema: String?) -> PostgreSQLSession? {
            if let place = idle.lastIndex(where: { $0.schema == schema }) { return idle.remove(at: place) }
            if open >= PostgreSQLPool.limit, !idle.isEmpty { return idle.removeFirst() }
            open += 1
            return nil
        }

        /// One is gone. Where the server was silent on it, those at rest would cost as long a wait each.
        mutating func lose(_ session: PostgreSQLSession) {
            open -= 1
            guard session.connection.isGivenUp else { return }
            open -= idle.count
            idle = []
            silence.giveUp(session.connection.noAnswer)
        }

        /// One rests.
        mutating func keep(_ session: PostgreSQLSession) {
            idle.append(session)
            silence.hear()
        }
    }

    private struct Known {
        weak var pool: PostgreSQLPool?
    }

    private static let pools = NIOLockedValueBox<[String: Known]>([:])

    private init(_ address: PostgreSQLAddress, settings: String, patience: Duration) {
        (self.address, self.settings, self.patience) = (address, settings, patience)
    }

    /// The pool of these options' database, for as long as somebody keeps it.
    static func of(_ address: PostgreSQLAddress, _ options: StoreOptions) -> PostgreSQLPool {
        let settings = """
            SET lock_timeout = \(options.busyTimeout.wholeMicroseconds / 1000); SET synchronous_commit = \(options.isDurable ? "on" : "off");
            """
        let key = address.server + settings + "\(options.serverPatience)"
        return pools.withLockedValue { pools in
            if let known = pools[key]?.pool { return known }
            let pool = PostgreSQLPool(address.ofDatabase, settings: settings, patience: options.serverPatience)
            pools[key] = Known(pool: pool)
            return pool
        }
    }

    /// A new connection, of no pool. Throws ``StorageError/cannotOpen(path:reason:)``, also where a pooler would give each transaction another
    /// connection of the server: schema and prepared statements are kept from one to the next.
    func connect() throws -> PostgreSQLSession {
        let connection = try connected()
        // Who waits for the writer's lock, or a row's, sees what the one before has left: a snapshot of before would be stale behind it.
        // A process that freezes, or is cut off, in the middle of a transaction gives the writer's lock back before its lease has run out. A move has no
        // lease, and its one transaction rests while the other store's takes what it read.
        let rest = patience > PostgreSQLConnection.usualPatience ? patience : .seconds(3)
        try connection.run(
            """
            \(settings) SET idle_in_transaction_session_timeout = \(rest.wholeMicroseconds / 1000); SET statement_timeout = 0;
            SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 10000;
            SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET bytea_output = 'hex';
            SET default_transaction_isolation = 'read committed'; SET application_name = 'stockgate'
            """)
        // A statement that nobody waits for any more is broken off.
        if connection.serverVersion >= 140_000 { try connection.run("SET client_connection_check_interval = 2000") }
        guard let process = try connection.servingProcess, process != connection.process else { return PostgreSQLSession(connection) }
        // Behind a pooler. Where the next connection is served by the same process, that one is not ours.
        if try connected().servingProcess == process {
            throw StorageError.cannotOpen(path: address.place, reason: PostgreSQLSession.mixedUp)
        }
        return PostgreSQLSession(connection, behindPooler: process)
    }

    private func connected() throws -> PostgreSQLConnection {
        do { return try PostgreSQLConnection(address.server, patience: patience) } catch let error as PostgreSQLError {
            throw StorageError.cannotOpen(path: address.place, reason: error.message)
        }
    }

    /// A session of this schema in which `script` was run, and what that found: over a new connection where the server has closed the one that was
    /// kept. To be given back.
    func begin(_ schema: String?, _ script: String) throws -> (session: PostgreSQLSession, found: PostgreSQLResult) {
        try state.withLockedValue { try $0.silence.check() }
        permits.wait()
        let began = ContinuousClock.now
        do {
            try state.withLockedValue { try $0.silence.check() }
            let begun = try begun(schema, script)
            state.withLockedValue { $0.silence.hear() }
            return begun
        } catch {
            state.withLockedValue { $0.silence.note(error, since: began) }
            permits.signal()
            throw error
        }
    }

    private func begun(_ schema: String?, _ script: String) throws -> (session: PostgreSQLSession, found: PostgreSQLResult) {
        while let kept = state.withLockedValue({ $0.take(schema) }) {
            kept.connection.patience = patience
            do { return (kept, try kept.begin(script, in: schema)) } catch {
                guard kept.connection.isLost else {
                    state.withLockedValue { $0.keep(kept) }
                    throw error
                }
                state.withLockedValue { $0.lose(kept) }
                if kept.connection.isGivenUp { throw error }
            }
        }
        do {
            let fresh = try connect()
            return (fresh, try fresh.begin(script, in: schema))
        } catch {
            state.withLockedValue { $0.open -= 1 }
            throw error
        }
    }

    func give(back session: PostgreSQLSession) {
        state.withLockedValue { if session.connection.isLost { $0.lose(session) } else { $0.keep(session) } }
        permits.signal()
    }

    /// Does `work` outside of a transaction.
    ///
    /// - Parameter patience: with the server; nil: the usual one.
    func with<Value>(_ schema: String?, patience: Duration? = nil, _ work: (PostgreSQLConnection) throws -> Value) throws -> Value {
        let (session, _) = try begin(schema, "")
        defer { give(back: session) }
        session.connection.patience = patience ?? session.connection.patience
        return try work(session.connection)
    }
}
