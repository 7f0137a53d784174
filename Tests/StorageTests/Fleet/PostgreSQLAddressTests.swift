import Testing

@testable import Storage

@Suite("The address of a PostgreSQL store")
struct PostgreSQLAddressTests {
    @Test("a schema is told apart from its database, and what else the address says stays")
    func schema() throws {
        let address = try #require(
            PostgreSQLAddress("postgres://shop:secret@db.example:5433/stock?options=-csearch_path%3Dmerchant_mugs&sslmode=require"))
        #expect(address.server == "postgres://shop:secret@db.example:5433/stock?sslmode=require")
        #expect(address.schema == "merchant_mugs")
        #expect(PostgreSQLAddress(address.with(schema: "other"))?.schema == "other")
        #expect(PostgreSQLAddress("postgresql:///stock")?.schema == nil)
        #expect(PostgreSQLAddress("/var/lib/stockgate/stockgate.db") == nil)
    }

    @Test(
        "what somebody may copy of it names no password",
        arguments: [
            ("postgres://shop:s@e@db.example/stock?password=x&a=b", "postgres://shop:***@db.example/stock?password=***&a=b"),
            ("postgres://shop@db.example:5433/stock?options=-csearch_path%3Da", "postgres://shop@db.example:5433/stock?options=-csearch_path%3Da"),
            ("postgresql:///stock?sslpassword=y", "postgresql:///stock?sslpassword=***"),
        ])
    func masked(address: String, masked: String) {
        #expect(PostgreSQLAddress(address)?.masked == masked)
    }

    @Test(
        "what is told of it names nobody and no password",
        arguments: [
            ("postgres://shop:s@e@db.example/stock?password=x", "postgres://db.example/stock"),
            ("postgres://shop:s3cr?et@db.example/stock?sslmode=require", "postgres://db.example/stock"),
            ("postgres://one.example,two.example/stock?options=-csearch_path%3Da", "postgres://one.example,two.example/stock (schema a)"),
        ])
    func place(address: String, place: String) {
        #expect(PostgreSQLAddress(address)?.place == place)
        #expect(StoreOptions(path: address).place == place)
    }
}
