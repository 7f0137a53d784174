public import ArgumentParser
public import Storage

/// `stockgate user`: who may use the console.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Invite people to the console.", subcommands: [Invite.self])

    /// `stockgate user invite`: the set-up token is shown this once; only its digest is kept.
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a user, or invite a known one anew, and print the set-up token, this once.",
            discussion: "Who has the token chooses a password at /set-up of the private address. It works once, for three days.")

        @OptionGroup var file: MerchantOption
        @Option(name: .long, help: "What the person signs in as.") var name: String
        @Option(name: .long, help: "What the person may do: viewer, operator or admin.") var role: UserRole
        @OptionGroup var output: OutputOption

        func run() async throws {
            let (name, role) = (name, role)
            guard !name.allSatisfy(\.isWhitespace), name.unicodeScalars.count <= 100 else {
                throw CommandFailure(.usage, "a user needs a name of at most 100 characters")
            }
            let token = try await file.load().configuration.withStore { store in
                try await store.invite(name: name, role: role, at: systemClock())
            }
            if output.json {
                try Terminal.say(json: Made(name: name, role: role.rawValue, token: token))
            } else {
                Terminal.say(token)
            }
        }

        private struct Made: Encodable {
            let name: String
            let role: String
            let token: String
        }
    }
}

extension UserRole: ExpressibleByArgument {}
