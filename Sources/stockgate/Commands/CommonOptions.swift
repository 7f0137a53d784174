import ArgumentParser

/// `--config FILE`, taken by every call that needs to know the gateway.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: "The configuration file. [default: ./stockgate.yaml, then /etc/stockgate/stockgate.yaml]", completion: .file())
    var config: String?

    /// Reads the file; warnings go to standard error, faults end the call with 78.
    func load() throws(CommandFailure) -> LoadedConfiguration {
        do throws(ConfigurationRefused) {
            let loaded = try ConfigurationFile.load(config)
            Terminal.complain(loaded.warnings.map(\.description))
            return loaded
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// `--json`, taken by every call that prints data.
struct OutputOption: ParsableArguments {
    @Flag(name: .long, help: "Print JSON.")
    var json = false
}
