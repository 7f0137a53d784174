/// How gateways that share one PostgreSQL database share its merchants.
struct FleetSettings: ConfigurationSection {
    var lease: Duration = .seconds(10)

    static let keys: [Key<Self>] = [
        Key(
            "lease", .duration(atLeast: .seconds(2), atMost: .seconds(60)), \.lease,
            "How long a gateway that dies, freezes or is cut off keeps the merchants that it works; then others take them over. The same on all gateways."
        )
    ]
}
