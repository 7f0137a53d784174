import Inventory
import WFirma

/// The wFirma company: whether wFirma answers, accepts the keys, and has the warehouses that count.
enum WFirmaCheck {
    struct Facts: Sendable {
        let company: Result<Company, WFirmaError>
        /// Empty also where nobody could be asked.
        var warehouses: [Warehouse] = []
        /// Why a page of goods could not be read, where that was tried.
        var goodsFault: WFirmaError?
        /// The ids of the warehouses that the configuration names; nil: all count.
        let counted: [String]?
        let releaseWarehouse: String?
    }

    static func judge(_ facts: Facts) -> [Finding] {
        switch facts.company {
        case .failure(let error): return [judge(error)]
        case .success(let company):
            var findings = judgeWarehouses(facts)
            if let fault = facts.goodsFault, !fault.isWorthRetrying {
                findings.append(
                    .fail(.wfirma, .configuration, "goods cannot be read: \(fault)", "give the API key the right to the warehouse module"))
            }
            guard findings.isEmpty else { return findings }
            return [.ok(.wfirma, "wFirma accepts the keys for \(company.name) (\(company.id)), \(facts.warehouses.count) warehouses")]
        }
    }

    private static func judge(_ error: WFirmaError) -> Finding {
        switch error {
        case .authentication:
            .fail(
                .wfirma, .configuration, "\(error)",
                "Ustawienia » Bezpieczeństwo » Aplikacje » Klucze API: make a key for this company and give access_key, secret_key, app_key")
        case .wrongCompany: .fail(.wfirma, .configuration, "\(error)", "set wfirma.company_id to the company that the keys are for")
        case .unreachable:
            .fail(.wfirma, .unavailable, "\(error)", "look at name resolution, the firewall (port 443 outwards), wfirma.api_url and ca_file")
        case .limitExceeded, .unavailable: .warn(.wfirma, "\(error)", "nothing to do: it is asked again")
        case .http, .unreadable, .refused:
            .fail(.wfirma, .unavailable, "\(error)", "look whether wfirma.api_url leads to wFirma, or to a proxy's page")
        }
    }

    private static func judgeWarehouses(_ facts: Facts) -> [Finding] {
        let known = Set(facts.warehouses.map(\.id.text))
        guard !known.isEmpty else {
            return [.fail(.wfirma, .configuration, "the company has no warehouse", "switch the warehouse module on in wFirma")]
        }
        var named = (facts.counted ?? []).map { ($0, "wfirma.warehouses") }
        if let release = facts.releaseWarehouse { named.append((release, "wfirma.release_warehouse")) }
        return named.filter { !known.contains($0.0) }.map { id, key in
            .fail(
                .wfirma, .configuration, "\(key) names \(id), and wFirma has no such warehouse",
                "the ids are: " + facts.warehouses.map { "\($0.id) \($0.name)" }.joined(separator: ", "))
        }
    }

    static func gather(_ account: WFirmaAccount, _ client: WFirmaClient) async -> Facts {
        do throws(WFirmaError) {
            var facts = Facts(
                company: .success(try await client.company()), counted: account.warehouses, releaseWarehouse: account.releaseWarehouse)
            facts.warehouses = try await client.warehouses().rows
            do throws(WFirmaError) {
                if let first = facts.warehouses.first { _ = try await client.goods(in: first.id, page: 1, limit: 1) }
            } catch {
                facts.goodsFault = error
            }
            return facts
        } catch {
            return Facts(company: .failure(error), counted: account.warehouses, releaseWarehouse: account.releaseWarehouse)
        }
    }
}
