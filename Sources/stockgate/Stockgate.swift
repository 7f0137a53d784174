import ArgumentParser
import CProcess
import Foundation

/// The command line. Each call is a file in `Commands`; only they read files, the environment and flags.
@main
struct Stockgate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockgate",
        abstract: "Keeps the quantities of Allegro offers equal to the stock in wFirma.",
        version: Version.text,
        subcommands: [
            Serve.self,
            Check.self,
            Doctor.self,
            Token.self, SecretCommand.self,
            UserCommand.self,
            Connect.self,
            PlanCommand.self,
            Explain.self, Oversold.self, Shadow.self,
            Reconcile.self,
            Replay.self, ReplayDay.self,
            Freeze.self,
            Thaw.self,
            Leave.self,
            Backup.self,
            Restore.self,
            Move.self,
            Demo.self, Bench.self,
            SandboxCommand.self,
            Simulate.self,
            WriteConfigurationPage.self,
        ])

    static func main() async {
        // Secrets will stand in memory: nobody but root looks into it, unless `core_dumps` says so.
        process_close_memory()
        // Without the right to weigh its threads against each other, libdispatch would say so for each that it makes, as long as we run.
        setenv("LIBDISPATCH_LOG", "NO", 0)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            failure.leave()
        } catch {
            // The library's own: help and version leave with 0, misuse with 64.
            exit(withError: error)
        }
    }
}

/// What `--version` and the User-Agent's tail say.
enum Version {
    static let number = "0.1.0"

    /// `0.1.0 (commit 3f6c7fc1a2b4, 2026-11-29, release)`; without a commit where the build was not told one.
    static var text: String {
        let (commit, day) = (String(cString: process_commit()), String(cString: process_built()))
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        let parts = [commit.isEmpty ? "" : "commit \(commit)", day, build].filter { !$0.isEmpty }
        return "\(number) (\(parts.joined(separator: ", ")))"
    }
}
