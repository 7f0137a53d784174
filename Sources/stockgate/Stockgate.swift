import ArgumentParser

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
            Token.self,
            UserCommand.self,
            Connect.self,
            PlanCommand.self,
            Explain.self, Oversold.self,
            Reconcile.self,
            Replay.self,
            Freeze.self,
            Thaw.self,
            Leave.self,
            Backup.self,
            Restore.self,
            Demo.self,
            SandboxCommand.self,
            Simulate.self,
            WriteConfigurationPage.self,
        ])

    static func main() async {
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
    static let text = "0.1.0"
}
