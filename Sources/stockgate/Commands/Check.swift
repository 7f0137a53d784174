import ArgumentParser
import NIOOpenSSL
import Storage

/// `stockgate check`: reads the configuration, the choices file where there is one, the certificates with their keys, and the first bytes
/// of the database; it opens no store and changes nothing.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check the configuration file, and list every fault with its place.")

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption

    func run() throws {
        var faults: [ConfigurationFault] = []
        var path = file.config
        do throws(ConfigurationRefused) {
            let loaded = try ConfigurationFile.load(file.config)
            (faults, path) = (loaded.warnings, loaded.path)
            faults += Self.look(loaded)
            _ = try loaded.configuration.choices.read()
        } catch {
            faults += error.faults
        }
        let isUsable = faults.allSatisfy(\.isWarning)
        if output.json {
            try Terminal.say(json: Report(usable: isUsable, faults: faults.map(Report.Fault.init)))
        } else {
            for fault in faults { Terminal.say(fault.description) }
            if isUsable, let path { Terminal.say("\(path): no fault") }
        }
        if !isUsable { throw ExitCode(CommandFailure.Cause.configuration.rawValue) }
    }

    /// What the disk tells of values that are well written: what would keep `serve` from starting.
    private static func look(_ loaded: LoadedConfiguration) -> [ConfigurationFault] {
        var faults: [ConfigurationFault] = []
        func fault(_ key: String, _ message: String) {
            faults.append(ConfigurationFault(place: loaded.place(of: ConfigurationPath() / key), message: message))
        }
        if let reason = Store.examine(path: loaded.configuration.database) { fault("database", "database: \(reason)") }
        if let reason = loaded.configuration.choices.obstacle { fault("choices_file", "choices_file: \(reason)") }
        do throws(TLSError) { _ = try ListenerCertificates(loaded.configuration) } catch { fault("public", "tls: \(error)") }
        return faults
    }

    private struct Report: Encodable {
        struct Fault: Encodable {
            let place: String
            let message: String
            let warning: Bool

            init(_ fault: ConfigurationFault) {
                place = fault.place.description
                message = fault.message
                warning = fault.isWarning
            }
        }

        let usable: Bool
        let faults: [Fault]
    }
}

/// `stockgate configuration-reference`: what `make docs` writes to `docs/configuration.md`.
struct WriteConfigurationPage: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "configuration-reference", shouldDisplay: false)

    func run() {
        Terminal.say(String(ConfigurationReference.page.dropLast()))
    }
}
