/// Where a store's shop has gone.
struct ShopDeparture {
    let move: String
    /// As people are told.
    let place: String

    /// Nil where the shop is at home.
    static func find(_ db: Database) throws -> ShopDeparture? {
        try Row.fetchOne(db, sql: "SELECT move, place FROM departure").map { ShopDeparture(move: $0[0], place: $0[1]) }
    }

    /// The moves by which the shop came.
    static func arrivals(_ db: Database) throws -> Set<String> { Set(try String.fetchAll(db, sql: "SELECT move FROM arrivals")) }
}
