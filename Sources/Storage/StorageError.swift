public import Inventory

/// What can go wrong in the store, told so that a person can act on it.
public enum StorageError: Error, Sendable, Equatable {
    /// The file cannot be opened; `reason` is the system's.
    case cannotOpen(path: String, reason: String)
    /// The disk is full, read-only or failing; nothing of the change was kept.
    case notWritable(reason: String)
    /// Another process held the store's only write lock for longer than the busy timeout.
    case busy
    /// The file is damaged, or is no SQLite database.
    case corrupted(reason: String)
    /// The file was removed or replaced while it was open: what is kept in it now is lost with the process.
    case takenAway(path: String)
    /// The file has a second name, a hard link: whoever opens it by that keeps a log of its own beside it, and both destroy the file.
    case severalNames(path: String)
    /// The file is an SQLite database of some other program.
    case foreignFile(path: String)
    /// A newer version of Stockgate has changed the file's tables.
    case newerSchema(path: String)
    /// Another `serve` has this store; its process id where it could be read.
    case alreadyServing(process: Int32?)
    /// Another call has this store for itself until it ends, such as `move`; its process id.
    case inUse(by: String, process: Int32?)
    /// A copy cannot be written where it is to go.
    case copyNotWritable(path: String, reason: String)
    /// A secret was to be kept or read without `secrets_key`.
    case noSecretsKey
    /// What is sealed in the store was sealed under another `secrets_key`.
    case wrongKey(secret: String)
    /// No delivery has this id.
    case unknownDelivery(DeliveryID)
    /// A delivery in this state has nothing to apply again.
    case notReplayable(DeliveryID, DeliveryState)
    /// The delivery's body was dropped by its age; there is nothing left to apply.
    case bodyDropped(DeliveryID)
    /// A token of this name is in use.
    case tokenNameTaken(String)
    /// No token in use has this name.
    case unknownToken(String)
    /// The last admin who can sign in would be one no longer.
    case lastAdmin
    /// No user has this name.
    case unknownUser(String)
    /// No running `serve` answered in time.
    case noAnswer
    /// The shop that this store held was moved, and lives there now.
    case moved(to: String)
    /// The shop that this store held has left for there, and is not known to have arrived.
    case underWay(to: String)
    /// A shop is on its way from there to this store, and has not arrived.
    case awaited(from: String)
    /// A move would overwrite a shop that it does not come from.
    case notEmpty(place: String)
    /// Another gateway works this store now, or may: what was to be written was decided under a tenure that is over.
    case leaseLost
    /// What was asked is done to a file, and this store is none; `instead` does it there.
    case onlyOfFiles(instead: String)
    /// The store is to be a PostgreSQL database, and this program was built without libpq.
    case withoutPostgreSQL
    /// A statement failed in a way that no case above names.
    case failed(reason: String)
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "the store \(path) cannot be opened: \(reason)"
        case .notWritable(let reason): "the store cannot be written: \(reason)"
        case .busy: "another process is writing to the store and did not finish in time"
        case .corrupted(let reason): "the store's file is damaged: \(reason)"
        case .takenAway(let path):
            "the store's file \(path) was taken away while it was in use: nothing is kept until it is back in its place and serve is started anew"
        case .severalNames(let path): "the store \(path) has another name (a hard link), and a store has one; remove the other"
        case .foreignFile(let path): "\(path) belongs to another program"
        case .newerSchema(let path): "\(path) was written by a newer version of stockgate; install that version or restore a backup"
        case .alreadyServing(let process): "another serve\(process.map { " (process \($0))" } ?? "") uses this store"
        case .inUse(let call, let process): "stockgate \(call)\(process.map { " (process \($0))" } ?? "") has this store until it ends"
        case .copyNotWritable(let path, let reason): "the copy \(path) cannot be written: \(reason)"
        case .noSecretsKey: "secrets_key is not configured, and without it no secret can be kept"
        case .wrongKey(let secret): "secrets_key is not the key under which the store's secrets were sealed (\(secret) does not open)"
        case .unknownDelivery(let id): "there is no delivery \(id)"
        case .notReplayable(let id, let state): "delivery \(id) is \(state.rawValue) and cannot be applied again"
        case .bodyDropped(let id): "the body of delivery \(id) was dropped by its age and cannot be applied again"
        case .tokenNameTaken(let name): "a token named \(name) is in use"
        case .unknownToken(let name): "no token named \(name) is in use"
        case .lastAdmin: "nobody else could administer the console"
        case .unknownUser(let name): "there is no user \(name)"
        case .noAnswer: "no running serve answered in time"
        case .leaseLost: "another gateway works this store now"
        case .withoutPostgreSQL: "this stockgate was built without libpq and keeps its store in a file alone; build it with libpq-dev for postgres://"
        case .moved(let place):
            "the shop of this store was moved to \(place); name that as database, or move it back: where that was begun, call `stockgate move` to here again"
        case .underWay(let place):
            "the shop of this store is on its way to \(place) and not known to have arrived: call `stockgate move` to there again, or take it back with --give-up"
        case .awaited(let place):
            "a move from \(place) to here has not arrived: with that as database call `stockgate move` again, or take it back with --give-up"
        case .notEmpty(let place): "\(place) holds a shop of its own; name a database that is fresh"
        case .onlyOfFiles(let instead): "the store is a PostgreSQL database, not a file; use \(instead)"
        case .failed(let reason): "the store failed: \(reason)"
        }
    }
}
