/// The page `docs/configuration.md`, written from the table of keys.
enum ConfigurationReference {
    static var page: String {
        var text = """
            # Configuration

            One YAML file: the one that `--config` names, else `./stockgate.yaml`, else `/etc/stockgate/stockgate.yaml`.
            `stockgate.example.yaml` holds every key; `stockgate check --config FILE` lists every fault with its line and exits 0 or 78.

            - **Secrets** are given inline, as `file:PATH` (one line ending at the end does not count), as `env:NAME`, or as `credential:NAME`: what systemd's
              `LoadCredential=NAME:PATH` hands the service in `$CREDENTIALS_DIRECTORY`. A file that everybody can read is a warning.
            - **Durations** are a whole number and a unit: `250ms`, `10s`, `5m`, `2h`, `7d`. **Sizes**: `512KiB`, `1MiB`, or bytes. **Shares**: `20%`.
            - **Paths** that are relative start at the folder of the configuration file.
            - **Variables**: `\(ConfigurationPath.variablePrefix)` and the path in capitals, joined by `_`, override any single value, in a list by its position from 0:
              `STOCKGATE_PUBLIC_LISTEN`, `STOCKGATE_SOURCES_0_TOLERANCE`. One that overrides nothing is a warning.
            - An unknown key is a fault, and the nearest known one is named.
            - On SIGHUP a running gateway reads certificates, the sources with their secrets, `secrets_key` and `log.level` again; everything else needs a restart.
              Of several `merchants`, those that are new are started, those that are gone are stopped, and those that changed are started anew, each by itself.

            This page is written by `make docs` from the table that the program reads by; a test fails while the two differ.

            """
        let keys = GatewayConfiguration.keys.map(\.description).map(withoutRepetition)
        text += section("The file", keys.filter(\.children.isEmpty), prefix: "")
        for key in keys where !key.children.isEmpty { text += chapter(key, prefix: "") }
        return text
    }

    /// What a merchant of several is told stands on the page once, as what the only merchant is told.
    private static func withoutRepetition(_ key: KeyDescription) -> KeyDescription {
        guard key.name == "merchants" else { return key }
        var key = key
        let told = key.children.filter { child in MerchantConfiguration.keys.contains { $0.name == child.name } }
        key.children.removeAll { child in told.contains { $0.name == child.name } }
        key.meaning += " Each has these two keys and, as described here: " + told.map { "`\($0.name)`" }.joined(separator: ", ") + "."
        return key
    }

    private static func chapter(_ key: KeyDescription, prefix: String) -> String {
        let name = prefix + key.name
        let note = key.isList ? " A list." : key.isOptional ? " May be left out." : ""
        let rows = key.children.filter(\.children.isEmpty)
        let inside = key.children.filter { !$0.children.isEmpty }.map { chapter($0, prefix: name + ".") }.joined()
        return section("`\(name)`", rows, prefix: key.meaning + note) + inside
    }

    private static func section(_ title: String, _ keys: [KeyDescription], prefix: String) -> String {
        var text = "\n## \(title)\n\n"
        if !prefix.isEmpty { text += prefix + "\n\n" }
        text += "| key | form | default | meaning |\n| --- | --- | --- | --- |\n"
        for key in keys {
            let standard = key.standard.map { "`\($0)`" } ?? "required"
            text += "| `\(key.name)` | \(key.form) | \(standard) | \(key.meaning) |\n"
        }
        return text
    }
}
