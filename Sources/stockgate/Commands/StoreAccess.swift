import Foundation
import Inventory
import OpenSSLCrypto
import Storage

/// The wall clock: read here, at the edge, and handed on.
@Sendable func systemClock() -> Timestamp {
    Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
}

extension GatewayConfiguration {
    /// How this gateway's store is opened.
    func storeOptions(runsCheckpoints: Bool) -> StoreOptions {
        var options = StoreOptions(path: database, secretsKey: secretsKeys.current, runsCheckpoints: runsCheckpoints)
        options.formerSecretsKeys = secretsKeys.former
        if merchantName != nil { options.share(among: sharing) }
        return options
    }

    /// Whatever length a key has, its digest is what seals.
    var secretsKeys: SecretsKeys {
        func digest(_ key: Secret) -> Secret { Secret(SHA256.digest(key.bytes)) }
        return SecretsKeys(current: secretsKey.map(digest), former: formerSecretsKeys.map(digest))
    }

    /// Whose shop the store is to hold.
    var shopMark: ShopMark { ShopMark(company: self.wfirma.companyID, merchant: merchantName) }

    /// Does `work` with the store open, beside a running `serve` or without one.
    func withStore<Value: Sendable>(_ work: (Store) async throws -> Value) async throws -> Value {
        do {
            let store = try Store.open(storeOptions(runsCheckpoints: false))
            do {
                let value = try await work(store)
                try store.close()
                return value
            } catch {
                try? store.close()
                throw error
            }
        } catch let error as StorageError {
            throw CommandFailure(error, of: storeOptions(runsCheckpoints: false).place)
        }
    }
}

extension StoreOptions {
    /// Of all stores of a process together: page caches.
    private static let sharedCacheBytes = 128 * 1_048_576
    /// Of one connection at least: what a delivery's transactions write has room, and goes to the log once. What is not held the system's own cache
    /// mostly does.
    private static let leastCacheBytes = 256 * 1024
    /// More stores than this have one reader each, for their faces: a connection knows all tables and so costs some 200 KB beside its pages.
    private static let storesWithTwoReaders = 100

    /// The store is one of many in this process: it holds little memory while nothing happens in it.
    fileprivate mutating func share(among stores: Int) {
        sharesWriter = stores > Self.storesWithTwoReaders
        (isOneOfMany, maxReaders) = (true, sharesWriter ? 1 : 2)
        cacheBytes = min(cacheBytes, max(Self.leastCacheBytes, Self.sharedCacheBytes / max(1, stores * (1 + maxReaders))))
        (logRestartBytes, logLimitBytes) = (4 * 1_048_576, 16 * 1_048_576)
    }
}

extension CommandFailure {
    /// What a script should make of a fault of the store. Where that has its secrets sealed under another key, which one it is must be told.
    ///
    /// - Parameter place: the store's, or a backup's.
    init(_ error: StorageError, of place: String) {
        guard case .wrongKey = error else {
            self.init(error)
            return
        }
        self.init(
            .configuration,
            "\(place): \(error); where that is an earlier key, give it in former_secrets_keys (`secret rotate` keeps each beside the key's file)")
    }

    /// What a script should make of a fault of the store.
    init(_ error: StorageError) {
        let cause: Cause =
            switch error {
            case .cannotOpen, .notWritable, .copyNotWritable, .takenAway, .failed: .inputOutput
            case .busy, .alreadyServing, .inUse, .noAnswer, .leaseLost: .tryLater
            case .corrupted, .foreignFile, .newerSchema, .unknownDelivery, .notReplayable, .bodyDropped, .tokenNameTaken, .unknownToken, .lastAdmin,
                .unknownUser:
                .badData
            case .noSecretsKey, .wrongKey, .onlyOfFiles, .withoutPostgreSQL, .moved, .underWay, .awaited, .notEmpty, .severalNames: .configuration
            }
        self.init(cause, error.description)
    }
}
