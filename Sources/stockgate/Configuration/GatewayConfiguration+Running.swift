import Logging

/// Whether the gateway does the work, or watches another program that does.
enum GatewayMode: String, CaseIterable, Sendable { case live, shadow }

/// When the gateway holds back, looks again or asks a person.
struct Safety: ConfigurationSection {
    /// Of the synchronised offers, from 0 to 1.
    var brakeShare = 0.2
    var brakeProducts = 5
    var brakeWindow: Duration = .seconds(600)
    var foreignHandRepairs = 3
    var commandTries = 3
    var commandPatience: Duration = .seconds(120)
    var silentChanges = 5
    var secondLook: Duration = .seconds(30)
    var contradiction: Duration = .seconds(10)
    var parkLimit: Duration = .seconds(10)
    var reservationAge: Duration = .seconds(14 * 86_400)

    static let keys: [Key<Self>] = [
        Key("brake_share", .share, \.brakeShare, "Ends of more than this share of the synchronised offers are held for a person (R30)."),
        Key("brake_products", .integer(in: 1...1_000_000), \.brakeProducts, "The brake needs offers of at least so many products."),
        Key("brake_window", .duration(), \.brakeWindow, "The time in which those ends are counted."),
        Key("foreign_hand_repairs", .integer(in: 0...1000), \.foreignHandRepairs, "How often a change by a foreign hand is repaired (R29)."),
        Key("command_tries", .integer(in: 1...100), \.commandTries, "How often a command that helps nothing is sent again (R28)."),
        Key("command_patience", .duration(), \.commandPatience, "How long a command may stay without an outcome before it counts as hung."),
        Key("silent_changes", .integer(in: 1...1000), \.silentChanges, "Changes in a row without a webhook before the webhook counts as off (R23)."),
        Key("second_look", .duration(), \.secondLook, "How much later a second reading must agree before stock is raised."),
        Key("contradiction", .duration(), \.contradiction, "How soon a doubtful zero is looked at again."),
        Key("park_limit", .duration(), \.parkLimit, "How long a fall without a document may wait for its document."),
        Key("reservation_age", .duration(), \.reservationAge, "How long a sale may stay reserved without a release before a person is asked."),
    ]
}

/// How often the gateway asks by itself.
struct Intervals: ConfigurationSection {
    var orderEvents: Duration = .seconds(5)
    var orderSweep: Duration = .seconds(600)
    var reconcile: Duration = .seconds(300)

    static let keys: [Key<Self>] = [
        Key(
            "order_events", .duration(atLeast: .milliseconds(200)), \.orderEvents,
            "Allegro's order events, and halfway between two questions the forms that changed, where the limit has room."),
        Key("order_sweep", .duration(atLeast: .seconds(1)), \.orderSweep, "Allegro's checkout forms, for what the events missed."),
        Key("reconcile", .duration(atLeast: .seconds(1)), \.reconcile, "All offers and all stock, compared with both sides (R22)."),
    ]
}

/// How long what is a person's is kept.
struct Keeping: ConfigurationSection {
    var personalData: Duration = .seconds(90 * 86_400)

    static let keys: [Key<Self>] = [
        Key(
            "personal_data", .duration(atLeast: .seconds(86_400), atMost: .seconds(3660 * 86_400)), \.personalData,
            "How long a buyer's data is kept after the order is over, in the database, a folder of backups and what a restore put aside (R46).")
    ]
}

/// Days that can be played again (R35).
struct RecordingOptions: ConfigurationSection {
    /// Nil: nothing is recorded.
    var folder: String?
    var keep: Duration = .seconds(7 * 86_400)
    var sizeBytes = 2 << 30

    static let keys: [Key<Self>] = [
        Key("folder", .path, \.folder, "Where recorded days go, a file for each day and each start of `serve`; null: nothing is recorded."),
        Key("keep", .duration(atLeast: .seconds(3600)), \.keep, "How long a recorded day is kept."),
        Key("size", .size(in: (1 << 20)...(1 << 40)), \.sizeBytes, "How large all of them may be together; the day under way takes half at most."),
    ]
}

/// What is written to standard error.
struct LogOptions: ConfigurationSection {
    /// How a log line looks.
    enum Format: String, CaseIterable, Sendable { case human, json }

    var level = Logger.Level.info
    var format = Format.human
    /// Of one kind, of one merchant or source, in a second, below `warning`.
    var sameLines = 200

    static let keys: [Key<Self>] = [
        Key("level", .choice(), \.level, "The least serious level that is written."),
        Key("format", .choice(), \.format, "One line for people, or one JSON object a line."),
        Key(
            "same_lines", .integer(in: 1...1_000_000), \.sameLines,
            "Lines of one kind, of one merchant or source, in a second, below `warning`; what is left out is counted and told in the next second."),
    ]
}
