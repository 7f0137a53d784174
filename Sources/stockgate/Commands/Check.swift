import ArgumentParser
import NIOOpenSSL
import Storage

/// `stockgate check`: reads the configuration, the choices file where there is one, the certificates with their keys, and the first bytes
/// of each database; it opens no store and changes nothing.
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
            for merchant in loaded.byMerchant { faults += Self.readChoices(merchant.configuration) }
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
        func fault(_ path: ConfigurationPath, _ message: String) {
            faults.append(ConfigurationFault(place: loaded.place(of: path), message: message))
        }
        for (path, merchant) in loaded.byMerchant {
            if let reason = Store.examine(path: merchant.database) { fault(path / "database", "\(path / "database"): \(reason)") }
            if let reason = merchant.choices?.obstacle { fault(path / "choices_file", "\(path / "choices_file"): \(reason)") }
        }
        do throws(TLSError) {
            for (listener, words) in try ListenerCertificates(loaded.configuration).over(at: systemClock()) {
                let place = loaded.place(of: ConfigurationPath() / listener / "tls" / "certificate")
                faults.append(ConfigurationFault(place: place, message: words, isWarning: true))
            }
        } catch { fault(ConfigurationPath() / "public", "tls: \(error)") }
        return faults
    }

    private static func readChoices(_ merchant: GatewayConfiguration) -> [ConfigurationFault] {
        do throws(ConfigurationRefused) {
            _ = try merchant.choices?.read()
            return []
        } catch {
            return error.faults
        }
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
