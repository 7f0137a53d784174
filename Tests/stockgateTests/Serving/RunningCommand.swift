import Foundation
import NIOConcurrencyHelpers

/// The built `stockgate` as a process of its own.
final class RunningCommand: Sendable {
    /// The program lies beside the test bundle.
    static let program = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent().appending(path: "stockgate")

    let processID: Int32
    private let folder: String
    private let exitCode: NIOLockedValueBox<Int32?>

    /// Starts `stockgate ARGUMENTS`, with what it writes kept in files of `folder`.
    init(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.environment = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { given, _ in given }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.emptyFile("\(folder)/stdout")
        process.standardError = try Self.emptyFile("\(folder)/stderr")
        let exitCode = NIOLockedValueBox<Int32?>(nil)
        process.terminationHandler = { ended in
            exitCode.withLockedValue { $0 = ended.terminationReason == .exit ? ended.terminationStatus : -ended.terminationStatus }
        }
        try process.run()
        self.folder = folder
        self.exitCode = exitCode
        processID = process.processIdentifier
    }

    deinit { if exitCode.withLockedValue({ $0 == nil }) { kill(processID, SIGKILL) } }

    var output: String { read("stdout") }
    var complaints: String { read("stderr") }

    func signal(_ signal: Int32) { kill(processID, signal) }

    /// The exit code, or the negative number of the signal that ended it; nil when `limit` passes first.
    func exit(within limit: Duration = .seconds(20)) async throws -> Int32? {
        try await eventually(within: limit) { self.exitCode.withLockedValue { $0 } }
    }

    private func read(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }

    private static func emptyFile(_ path: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(filePath: path))
    }
}

/// What `look` finds, looked for again and again; nil when `limit` passes first.
func eventually<Value>(within limit: Duration = .seconds(120), _ look: () async throws -> Value?) async throws -> Value? {
    let deadline = ContinuousClock.now + limit
    while true {
        if let found = try await look() { return found }
        if ContinuousClock.now > deadline { return nil }
        try await Task.sleep(for: .milliseconds(2))
    }
}
