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

/// `--config FILE --merchant NAME`, taken by every call that is about one merchant.
struct MerchantOption: ParsableArguments {
    @OptionGroup var file: ConfigurationOption
    @Option(name: .long, help: "Which merchant, where the configuration has several.")
    var merchant: String?

    /// Reads the file as ``ConfigurationOption/load()`` does, and takes the one merchant's part of it. A name that is missing or not known ends the
    /// call with 64.
    func load() throws(CommandFailure) -> LoadedConfiguration { try file.load().choosing(merchant) }
}

/// `--json`, taken by every call that prints data.
struct OutputOption: ParsableArguments {
    @Flag(name: .long, help: "Print JSON.")
    var json = false
}
