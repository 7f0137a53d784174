extension Order {
    /// The country for which no VAT is configured, where the sale is not taxed at Polish rates (R43); nil where it is.
    ///
    /// It goes by where the goods arrive, not by where the buyer lives (the Polish VAT act, articles 22 and 22a). What stays in Poland is taxed there,
    /// whoever buys. A private person's, sent abroad, are taxed where they arrive, or at Polish rates where the shop says so. A company's go by its
    /// number: to a Polish one within the EU it is a sale at home, to another country's an intra-community supply (article 13), beyond the EU an export.
    func foreignVATCountry(_ rules: OrderDocumentRules) -> String? {
        // An order read before its delivery was kept: whatever it names abroad is a person's to judge.
        guard let destination = deliveryCountry else { return namedCountries.first { !rules.polishVATCountries.contains($0) } }
        if destination == "PL" { return nil }
        switch (try? ContractorDraft(self))?.taxNumber {
        case .nip: return Self.europeanUnion.contains(destination) ? nil : destination
        case .european, .other: return destination
        case nil: return rules.polishVATCountries.contains(destination) ? nil : destination
        }
    }

    private var namedCountries: [String] {
        let named = [parties?.invoice?.address?.country, parties?.buyer.address?.country].compactMap { $0?.uppercased() }.filter { !$0.isEmpty }
        return Set(named).sorted()
    }

    /// The member states, ISO 3166-1 alpha-2.
    private static let europeanUnion: Set<String> = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT",
        "RO",
        "SE", "SI", "SK",
    ]
}
