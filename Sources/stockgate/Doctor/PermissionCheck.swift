import Foundation

/// Who may read what only the gateway should read.
enum PermissionCheck {
    struct Facts: Sendable, Equatable {
        let path: String
        /// What the file is to the gateway, e.g. `public.tls.private_key`.
        let role: String
        /// The permission bits; nil where the file is not there or cannot be looked at.
        let mode: Int?
        /// Its reader could act in our name; else he would learn what is a shop's own.
        var isKey = true
    }

    static func judge(_ files: [Facts]) -> [Finding] {
        let open = files.filter { ($0.mode ?? 0) & 0o007 != 0 }
        let writable = files.filter { ($0.mode ?? 0) & 0o020 != 0 && ($0.mode ?? 0) & 0o007 == 0 }
        guard !open.isEmpty || !writable.isEmpty else {
            return [.ok(.permissions, "\(files.count) files with secrets are closed to everybody else")]
        }
        return open.map { file in
            let what = "everybody on this machine may reach \(file.path) (\(file.role), mode \(octal(file.mode)))"
            let advice = "chmod o= \(file.path)" + (file.isKey ? "; then make a new one, for this one may have been read" : "")
            return file.isKey ? .fail(.permissions, .configuration, what, advice) : .warn(.permissions, what, advice)
        } + writable.map { .warn(.permissions, "the group may write \($0.path) (\($0.role), mode \(octal($0.mode)))", "chmod g-w \($0.path)") }
    }

    private static func octal(_ mode: Int?) -> String { String(mode ?? 0, radix: 8) }

    /// The permission bits of the files that the configuration names.
    static func gather(_ loaded: LoadedConfiguration) -> [Facts] {
        let configuration = loaded.configuration
        var files = [(configuration.publicListener.tls.privateKey, "public.tls.private_key", true)]
        if let pair = configuration.privateListener.tls { files.append((pair.privateKey, "private.tls.private_key", true)) }
        var hasInline = false
        for secret in loaded.secrets {
            switch secret.origin {
            case .file(let path), .credential(_, let path): files.append((path, secret.name, true))
            case .inline: hasInline = true
            case .environment: break
            }
        }
        if hasInline { files.append((loaded.path, "the configuration, with secrets in it", true)) }
        let database = configuration.database
        files += [(database, "database", false), (database + "-wal", "the database's log", false)]
        if let choices = configuration.choices { files.append((choices.path, "choices_file", false)) }
        return files.map { Facts(path: $0.0, role: $0.1, mode: mode($0.0), isKey: $0.2) }.filter { $0.mode != nil }
    }

    static func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }
}
