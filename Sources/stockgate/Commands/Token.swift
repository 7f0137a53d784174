public import ArgumentParser
public import Storage

/// `stockgate token`: who may use the admin API.
struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make tokens for the admin API, and take them back.", subcommands: [New.self, Revoke.self])

    /// `stockgate token new`: the token is shown this once; only its digest is kept.
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a bearer token and print it, this once.")

        @OptionGroup var file: MerchantOption
        @Option(name: .long, help: "What the token is called in lists.") var name: String
        @Option(name: .long, help: "What its bearer may do: read, operate or admin.") var scope: TokenScope
        @OptionGroup var output: OutputOption

        func run() async throws {
            let (name, scope) = (name, scope)
            guard !name.allSatisfy(\.isWhitespace) else { throw CommandFailure(.usage, "a token needs a name") }
            let isPlain = name.unicodeScalars.allSatisfy { ![.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory) }
            guard isPlain, name.unicodeScalars.count <= 100 else {
                throw CommandFailure(.usage, "a token's name is one line of at most 100 characters")
            }
            let token = try await file.load().configuration.withStore { store in
                try await store.createToken(name: name, scope: scope, at: systemClock())
            }
            if output.json {
                try Terminal.say(json: Made(name: name, scope: scope.rawValue, token: token))
            } else {
                Terminal.say(token)
            }
        }

        private struct Made: Encodable {
            let name: String
            let scope: String
            let token: String
        }
    }
}

extension Token {
    /// `stockgate token revoke`: from the next request on nobody gets in with it, beside a running `serve` too.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a token out of use, from the next request on.")

        @OptionGroup var file: MerchantOption
        @Option(name: .long, help: "What the token is called.") var name: String
        @OptionGroup var output: OutputOption

        func run() async throws {
            let name = name
            try await file.load().configuration.withStore { store in try await store.revokeToken(name: name, at: systemClock()) }
            if output.json {
                try Terminal.say(json: ["name": name, "state": "revoked"])
            } else {
                Terminal.say("token \(name) is revoked")
            }
        }
    }
}

extension TokenScope: ExpressibleByArgument {}
