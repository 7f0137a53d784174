import Foundation

/// The library `standardwebhooks` from PyPI, run by the interpreter that STOCKGATE_PYTHON names: a signer that we did not write.
enum IndependentSigner {
    static let python = ProcessInfo.processInfo.environment["STOCKGATE_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

    private static let script = """
        import sys, datetime
        from standardwebhooks.webhooks import Webhook
        secret, id, seconds = sys.argv[1:4]
        moment = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
        print(Webhook(secret).sign(id, moment, sys.stdin.read()), end="")
        """

    static func sign(_ body: [UInt8], id: String, at seconds: Int64, secret: String) async throws -> String {
        let output = try await run(python ?? "", ["-c", script, secret, id, String(seconds)], input: body)
        return String(decoding: output, as: UTF8.self)
    }
}

/// Runs a program to its end with `input`, and returns what it printed.
func run(_ program: String, _ arguments: [String], input: [UInt8]) async throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = FileHandle.nullDevice
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input))
    try standardInput.fileHandleForWriting.close()
    return try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Result { Array(try standardOutput.fileHandleForReading.readToEnd() ?? Data()) })
            process.waitUntilExit()
        }
    }
}
