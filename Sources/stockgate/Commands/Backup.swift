import ArgumentParser
import Foundation
import Inventory
import Storage

/// `stockgate backup FILE`: a checked copy of the store, made beside a running `serve` or without one.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into one file, while serve runs on.",
        discussion: """
            Where FILE is a folder, the copy gets a name with its time there, and copies of ours that are older than keeping.personal_data go: buyers' \
            data is kept no longer in backups than in the store.
            """)

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Argument(help: "Where the copy goes, in place of an earlier one; or a folder of copies.", completion: .file())
    var backup: String

    func run() async throws {
        let configuration = try file.load().configuration
        let (now, folder) = (systemClock(), BackupFolder(backup, merchant: configuration.merchantName))
        let path = folder?.path(at: now) ?? backup
        let bytes = try await configuration.withStore { store in
            let bytes = try store.backUp(to: path)
            try await store.noteBackup(at: now)
            return bytes
        }
        let removed = folder?.removeOlder(than: now - configuration.keeping.personalData) ?? []
        if output.json { return try Terminal.say(json: Report(file: path, bytes: bytes, removed: removed)) }
        Terminal.say("\(path): \(bytes) bytes, checked. Buyers' data is in it as it is in the store; what is secret is sealed.")
        for old in removed { Terminal.say("\(old): older than keeping.personal_data, removed") }
    }

    private struct Report: Encodable {
        let file: String
        let bytes: Int
        let removed: [String]
    }
}

/// `stockgate restore FILE`: a backup in place of the store, while no `serve` runs on it.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the store.",
        discussion:
            "Stop serve first. What stood there is set aside under another name. Allegro's tokens in a backup are used up soon after it was made: if the account is not authorised afterwards, connect it again."
    )

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Flag(help: "Also where the backup is of another merchant of the configuration, or of another wFirma company.")
    var otherShop = false
    @Argument(help: "A file that `stockgate backup` made.", completion: .file())
    var backup: String

    func run() async throws {
        let whole = try file.file.load()
        let configuration = try whole.choosing(file.merchant).configuration
        let others = whole.configuration.merchants.map(\.name).filter { $0 != configuration.merchantName }
        let aside: String?
        do {
            aside = try Store.restore(backup, options: configuration.storeOptions(runsCheckpoints: false), at: systemClock()) { mark in
                if !otherShop { try check(mark, against: configuration.shopMark, others) }
            }
        } catch let error as StorageError {
            throw CommandFailure(error, of: backup)
        }
        if output.json { return try Terminal.say(json: Report(database: configuration.database, setAside: aside)) }
        Terminal.say("\(configuration.database): restored from \(backup); both sides are read again before anything is sent")
        if let aside { Terminal.say("what stood there is now \(aside)") }
    }

    /// A merchant may have another name by now, and a store of before may not tell.
    private func check(_ mark: ShopMark, against own: ShopMark, _ others: [String]) throws {
        let whose: String
        if let merchant = mark.merchant, others.contains(merchant) {
            whose = "merchant \(merchant)"
        } else {
            guard !own.company.isEmpty, mark.company != own.company else { return }
            whose = "the wFirma company \(mark.company)"
        }
        throw CommandFailure(
            .badData, "\(backup) is of \(whose), not of \(own.merchant.map { "merchant \($0)" } ?? "this one"); --other-shop restores it all the same"
        )
    }

    private struct Report: Encodable {
        let database: String
        let setAside: String?
    }
}
