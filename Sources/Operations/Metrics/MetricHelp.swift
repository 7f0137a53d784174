/// What each metric means, for `# HELP`.
enum MetricHelp {
    /// One that is not known says its own name, without the prefix.
    static func text(for name: String) -> String { known[name] ?? name.split(separator: "_").dropFirst().joined(separator: " ") }

    static let known: [String: String] = [
        "stockgate_acceptance_to_result_seconds": "From Allegro's acceptance of a command to its tasks' result.",
        "stockgate_allegro_rate_limited_total": "Answers 429 from Allegro.",
        "stockgate_checkpoint_failures_total": "Checkpoints of the write-ahead log that failed.",
        "stockgate_checkpoint_pauses_total": "Pauses of the writer to start the write-ahead log again.",
        "stockgate_command_send_faults_total": "Attempts to register a command that brought no acceptance.",
        "stockgate_commands_accepted_total": "Commands that Allegro accepted.",
        "stockgate_commands_given_up_total": "Commands given up because they stayed unfinished.",
        "stockgate_connections": "Open connections, by listener.",
        "stockgate_connections_turned_away_total": "Connections closed at once because the listener had enough of them.",
        "stockgate_deliveries_applied_total": "Deliveries that left the inbox, by outcome.",
        "stockgate_deliveries_total": "Deliveries at the door, by source and outcome.",
        "stockgate_deliveries_unsettled": "Deliveries that are not applied, by state.",
        "stockgate_drift_found_total": "Differences that comparisons found.",
        "stockgate_ends_held": "Synchronised offers whose end the brake holds.",
        "stockgate_inbox_batch_size": "Deliveries in one commit of the inbox.",
        "stockgate_inbox_commit_seconds": "Length of a commit of the inbox.",
        "stockgate_intake_seconds": "From a delivery's head to its answer.",
        "stockgate_limit_used_ratio": "Part of what a limit of Allegro's allows that was used in the last minute.",
        "stockgate_offers_in_foreign_hands": "Synchronised offers that somebody else changed and that do not show their target again yet.",
        "stockgate_offers_planned_total": "Offers planned.",
        "stockgate_order_documents": "Documents of orders, by state.",
        "stockgate_order_journal_complete_timestamp_seconds": "Beginning of the last poll that came to the end of an account's order journal.",
        "stockgate_orders": "Orders, by status.",
        "stockgate_outbox_commands": "Commands in the outbox, by state and rank (lower goes first).",
        "stockgate_problems": "Open problems, by kind.",
        "stockgate_receipt_to_acceptance_seconds": "From a delivery's receipt to Allegro's acceptance of the command it caused.",
        "stockgate_receipt_to_applied_seconds": "From a delivery's receipt to its effect in the ledger.",
        "stockgate_reconciliation_seconds": "Length of a comparison of both sides.",
        "stockgate_reconciliations_total": "Comparisons of both sides that came to their end.",
        "stockgate_requests_refused_total": "Requests that the listener refused by itself, by listener and status.",
        "stockgate_reserved_pieces": "Pieces that are sold and not yet released.",
        "stockgate_tls_handshakes_total": "TLS handshakes, by listener and result.",
        "stockgate_token_refreshes_total": "Access tokens refreshed.",
        "stockgate_wal_bytes": "Size of the store's write-ahead log.",
    ]
}
