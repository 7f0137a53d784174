import Foundation

/// Who may read what only the gateway should read.
enum PermissionCheck {
    struct Facts: Sendable, Equatable {
        let path: String
        /// What the file is to the gateway, e.g. `public.tls.private_key`.
        let role: String
        /// The permission bits; nil where the file is not there or cannot be looked at.
        let mode: Int?
        /// Who owns it, where that is neither root nor the gateway's user; nil where it is.
        var stranger: String?
        /// Its reader could act in our name; else he would learn what is a shop's own.
        var isKey = true
    }

    static func judge(_ files: [Facts]) -> [Finding] {
        let open = files.filter { ($0.mode ?? 0) & 0o007 != 0 }
        let writable = files.filter { ($0.mode ?? 0) & 0o020 != 0 && ($0.mode ?? 0) & 0o007 == 0 }
        let foreign = files.filter { $0.stranger != nil }
        guard !open.isEmpty || !writable.isEmpty || !foreign.isEmpty else {
            return [.ok(.permissions, "\(files.count) files with secrets are closed to everybody else")]
        }
        return open.map { file in
            let what = "everybody on this machine may reach \(file.path) (\(file.role), mode \(octal(file.mode)))"
            let advice = "chmod o= \(file.path)" + (file.isKey ? "; then make a new one, for this one may have been read" : "")
            return file.isKey ? .fail(.permissions, .configuration, what, advice) : .warn(.permissions, what, advice)
        } + writable.map { .warn(.permissions, "the group may write \($0.path) (\($0.role), mode \(octal($0.mode)))", "chmod g-w \($0.path)") }
            + foreign.map { file in
                let what = "\(file.path) (\(file.role)) belongs to \(file.stranger ?? ""), who may read and change it"
                let advice = "chown root \(file.path)" + (file.isKey ? "; then make a new one, for this one may have been read" : "")
                return file.isKey ? .fail(.permissions, .configuration, what, advice) : .warn(.permissions, what, advice)
            }
    }

    private static func octal(_ mode: Int?) -> String { String(mode ?? 0, radix: 8) }

    /// Permission bits and owners of the files that the configuration names. The gateway's user is ours, or whose the database is.
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
        let ours = Set([0, Int(geteuid())] + [owner(database)?.id].compactMap(\.self))
        return files.map { path, role, isKey in
            let stranger = owner(path).flatMap { ours.contains($0.id) ? nil : $0.name }
            return Facts(path: path, role: role, mode: mode(path), stranger: stranger, isKey: isKey)
        }.filter { $0.mode != nil }
    }

    private static func owner(_ path: String) -> (id: Int, name: String)? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let id = (attributes[.ownerAccountID] as? NSNumber)?.intValue
        else { return nil }
        return (id, attributes[.ownerAccountName] as? String ?? "user \(id)")
    }

    static func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }
}
