/// The configuration file, and the choices file beside the database.
enum ConfigurationCheck {
    static func judge(_ faults: [ConfigurationFault], path: String?) -> [Finding] {
        guard !faults.isEmpty else { return [.ok(.configuration, "\(path ?? "the configuration") has no fault")] }
        return faults.map { fault in
            fault.isWarning
                ? .warn(.configuration, "\(fault.place): \(fault.message)", "mend it, then run stockgate check")
                : .fail(.configuration, .configuration, "\(fault.place): \(fault.message)", "mend it, then run stockgate check")
        }
    }

    /// The choices file has faults that only a new database would meet.
    static func judge(choices: ConfigurationRefused) -> [Finding] {
        choices.faults.map {
            .warn(.configuration, "\($0.place): \($0.message)", "a new database would not start with this file: mend it, or move it away")
        }
    }
}
