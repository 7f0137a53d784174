public import OpenSSLCrypto

/// How a store is opened. Only `path` has no default.
public struct StoreOptions: Sendable {
    /// The database file; made when it is not there, readable by its owner alone. Or `postgres://…`, an address of a PostgreSQL database as libpq
    /// reads it (its documentation, 34.1.1.2 "Connection URIs").
    public var path: String
    /// The key that seals secrets (32 bytes); without it none can be kept or read.
    public var secretsKey: Secret?
    /// Keys that still open what was sealed under them, until ``Store/resealSecrets(at:)`` has sealed it under ``secretsKey``.
    public var formerSecretsKeys: [Secret] = []
    /// Whether this process moves pages from the write-ahead log on a thread of its own: `serve` does, a short command does not.
    public var runsCheckpoints: Bool
    /// Whether this process has many stores: what each holds while nothing happens in it counts then, and threads are shared.
    public var isOneOfMany = false
    /// Whether who works the store reads over the writer's connection: where a store rests most of the time, a reader would be opened and learn all
    /// tables anew for nearly every read. Faces read beside it all the same.
    public var sharesWriter = false
    /// How long a write waits for another process's write.
    public var busyTimeout: Duration = .seconds(5)
    /// How long a server may owe an answer and be silent; the connection is given up then, and the call throws ``StorageError/notWritable(reason:)``.
    /// More than ``busyTimeout``, for which the server waits without a word.
    public var serverPatience: Duration = .seconds(10)
    /// Page cache of each connection: one writer, ``maxReaders`` readers.
    public var cacheBytes = 16 * 1_048_576
    /// How many snapshots can be read at once.
    public var maxReaders = 4
    /// How often the write-ahead log is emptied into the database file beside the writer; one of many stores has its turn in
    /// ``CheckpointRounds``.
    public var checkpointInterval: Duration = .milliseconds(300)
    /// Past this, the writer pauses until the log starts again at its beginning.
    public var logRestartBytes = 24 * 1_048_576
    /// Past this, the writer itself empties the log before its next commit.
    public var logLimitBytes = 48 * 1_048_576
    /// A disk with less room than this counts as full for a probe: some deliveries of the largest size, and the log that they pass through.
    public var leastFreeBytes = 2 * 1_048_576
    /// Where random bytes for identifiers and tokens come from.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8] = OpenSSLCrypto.randomBytes

    /// Whether a commit is on the disk before it is told (decision 4). Only a simulation that plays no power cut does without.
    public var isDurable = true

    /// Whether reads and writes run on the caller's thread: for a simulation, in which one thing at a time runs.
    public var runsOnCaller = false

    /// Called before each write; what it throws is thrown in the write's place. A simulation ends a process here.
    public var beforeWrite: @Sendable () throws -> Void = {}

    /// Called in each write before it is committed; what it throws takes all of it back. A simulation plays a full disk here.
    public var beforeCommit: @Sendable () throws -> Void = {}

    /// Is told of the writes that no service makes (R35); nil: nobody.
    public var witness: (any WriteWitness)?

    /// Called for each decision as it is written, whether its transaction comes to an end or not; nil: nobody asks.
    public var onDecision: (@Sendable (Decision) -> Void)?

    /// Called once, when the store is first found to be one in which nothing more should be kept: ``StorageError/corrupted(reason:)`` or
    /// ``StorageError/takenAway(path:)``.
    public var onDamage: @Sendable (_ damage: StorageError) -> Void = { _ in }

    /// Whether a store is opened whose shop has gone elsewhere: only a move does.
    var opensDeparted = false

    /// The life of the tables, as this program knows it.
    var steps = Migration.all

    /// The gateways that share the database, of which this process is one; they tell of each other's writes. nil: the store asks for itself.
    public var fleet: Fleet?

    /// The database's address; nil for a file.
    public var postgreSQL: PostgreSQLAddress? { PostgreSQLAddress(path) }
    var isPostgreSQL: Bool { postgreSQL != nil }

    /// Where the store is, without what is secret in an address: `postgres://host/name`.
    public var place: String { postgreSQL?.place ?? path }

    /// The same wherever a file's name leads: two names of one store have one location.
    public var location: String { postgreSQL?.place ?? StoreFiles.resolved(path) }

    /// What a write came to, where it may be committed.
    func committing<Value>(_ value: Value) throws -> Value {
        try beforeCommit()
        return value
    }

    public init(path: String, secretsKey: Secret? = nil, runsCheckpoints: Bool = false) {
        self.path = path
        self.secretsKey = secretsKey
        self.runsCheckpoints = runsCheckpoints
    }
}
