import Foundation
import Storage
import Yams

extension GatewayConfiguration {
    /// The configuration of each merchant by itself: this one, or one for each of ``merchants`` with the process's part around it.
    var byMerchant: [GatewayConfiguration] { merchants.isEmpty ? [self] : merchants.map(of) }

    /// The configuration of one of ``merchants``, as if it were the only one.
    func of(_ named: NamedMerchant) -> GatewayConfiguration {
        var one = self
        (one.merchants, one.sharing) = ([], merchants.count)
        one.merchantName = named.name
        one.merchant = named.configuration
        one.database = named.database ?? database(of: named.name)
        return one
    }

    /// Whether its part of the file says the same as another's, but for secrets and sources, which a running merchant takes anew.
    func isWorkedLike(_ other: GatewayConfiguration) -> Bool {
        func terms(_ one: GatewayConfiguration) -> [Node?] {
            MerchantConfiguration.keys.filter { $0.name != "sources" }.map { $0.write(one.merchant) }
        }
        return database == other.database && terms(self) == terms(other)
    }

    /// Beside the process's own file; in a PostgreSQL database a schema of its own.
    private func database(of name: String) -> String {
        guard let address = PostgreSQLAddress(database) else {
            return URL(filePath: database).deletingLastPathComponent().appending(path: "\(name).db").path
        }
        return address.with(schema: Self.schema(of: name))
    }

    /// A merchant's schema in a PostgreSQL database that all share.
    static func schema(of merchant: String) -> String { "merchant_" + merchant.replacing("-", with: "_") }
}
