extension Migration {
    /// What is secret at rest: AES-256-GCM under `secrets_key`, the name being part of what is sealed.
    static let sealedSecrets = Migration(
        name: "sealed secrets",
        sql: """
            CREATE TABLE sealed_secrets (
                name TEXT PRIMARY KEY CHECK (name <> ''),
                box BLOB NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            """)
}
