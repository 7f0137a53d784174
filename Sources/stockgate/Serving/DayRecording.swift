import Foundation
import Gateway
import Inventory
import Logging
import OpenSSLCrypto
import Storage

/// The recording of the day under way, where the configuration wants one.
struct DayRecording: Sendable {
    let recorder = DayRecorder(clock: systemClock)
    private let configuration: GatewayConfiguration
    private let folder: DayFolder

    /// Nil where nothing is recorded.
    init?(_ configuration: GatewayConfiguration) {
        guard let folder = configuration.recording.folder else { return nil }
        (self.configuration, self.folder) = (configuration, DayFolder(folder))
    }

    /// Before the store is opened: its writes and decisions are told to the recorder.
    func watch(_ options: inout StoreOptions) {
        options.witness = recorder
        options.onDecision = { [recorder] in recorder.note($0) }
    }

    /// Makes room for a day, and begins it; where it cannot begin, a line of the log tells so, and the work goes on without.
    ///
    /// - Parameter onSnapshot: called once the moment is fixed that the day begins with; not called where it cannot begin.
    func begin(_ store: Store, onSnapshot: @escaping @Sendable () -> Void) async {
        let logger = Logger(label: "recording")
        do { try await begin(store, logger, onSnapshot) } catch {
            // The gateway stops: a copy that nobody waits for was broken off.
            if Task.isCancelled { return }
            logger.warning("nothing is recorded", metadata: ["error": "\(error)"])
        }
    }

    private func begin(_ store: Store, _ logger: Logger, _ onSnapshot: @escaping @Sendable () -> Void) async throws {
        let recording = configuration.recording
        folder.removeLeftCopies()
        let size = (try? FileManager.default.attributesOfItem(atPath: store.path)[.size] as? Int) ?? 0
        guard size <= recording.sizeBytes / 2 else {
            throw StorageError.notWritable(reason: "the store alone has \(size) bytes, a day's file may have \(recording.sizeBytes / 2)")
        }
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let oldest = Date(timeIntervalSince1970: Double((systemClock() - recording.keep).microseconds) / 1_000_000)
        folder.trim(notChangedSince: oldest, bytes: recording.sizeBytes / 2, but: nil)
        let copy = folder.copy(named: UUID().uuidString)
        defer { folder.removeLeftCopies() }
        try await recorder.begin(
            folder.file(of: systemClock().description.replacing(":", with: "").replacing("-", with: "")), copy: copy, of: store, build: Version.text,
            configuration: RecordedRules.text(of: configuration), mask: mask, sizeLimit: recording.sizeBytes / 2,
            accounts: configuration.allegro.map { AccountName($0.account) }, logger: logger, onSnapshot: onSnapshot)
    }

    /// The same text is masked in the same way in all days of one shop.
    private var mask: PersonalDataMask {
        let key = configuration.secretsKeys.current?.bytes ?? randomBytes(32)
        return PersonalDataMask(key: Secret(HMACSHA256(key: Secret(key)).authenticationCode(for: Array("stockgate recordings".utf8))))
    }
}
