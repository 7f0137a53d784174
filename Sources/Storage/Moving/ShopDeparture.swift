/// Where a store's shop has gone, or from where one is to come.
struct ShopDeparture {
    enum Stage: String {
        /// A shop is to come here, and has not arrived.
        case coming
        /// The shop has left, and is not known to have arrived.
        case left
        case arrived
    }

    let move: String
    /// The other store's, as people are told.
    let place: String
    let stage: Stage

    /// Nil where the shop is at home.
    static func find(_ db: Database) throws -> ShopDeparture? {
        try Row.fetchOne(db, sql: "SELECT move, place, stage FROM departure").map {
            ShopDeparture(move: $0[0], place: $0[1], stage: Stage(rawValue: $0[2]) ?? .left)
        }
    }

    /// The moves by which the shop came.
    static func arrivals(_ db: Database) throws -> Set<String> { Set(try String.fetchAll(db, sql: "SELECT move FROM arrivals")) }

    /// Why the store cannot be worked.
    var refusal: StorageError {
        switch stage {
        case .coming: .awaited(from: place)
        case .left: .underWay(to: place)
        case .arrived: .moved(to: place)
        }
    }
}
