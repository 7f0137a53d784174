public import Inventory
import NIOConcurrencyHelpers

/// When the order journals of a process's accounts are asked: as often as the configuration says where Allegro's limit has room for that, and by
/// ``PollRule`` where many accounts share one client id.
public final class OrderPolls: Sendable {
    /// The part of a client id's requests that may ask for journals; sweeps, forms and changes have the rest.
    static let callShare = 0.5
    /// The rates hold so long; then every account's is reckoned anew.
    static let ratesHold: Duration = .seconds(30)
    /// An order is told by so many events.
    static let eventsPerOrder = 3

    fileprivate struct Client {
        var requestsPerMinute = Int.max
        /// Accounts that the configuration has under this client id, other gateways' among them.
        var configured = 0
        var seated: [String: Seated] = [:]
        var rates: [String: Double] = [:]
        var ratedAt: Timestamp?
    }

    fileprivate struct Seated {
        var number: Int
        var pace = SalesPace()
    }

    private struct State {
        var clients: [String: Client] = [:]
        var lastNumber = 0
    }

    private let rule: PollRule
    private let state = NIOLockedValueBox(State())

    public init(rule: PollRule = PollRule()) { self.rule = rule }

    /// So many accounts have this client id in the whole configuration: a gateway that works a part of them takes that part of the calls.
    public func expect(_ accounts: Int, of clientID: String) {
        state.withLockedValue { $0.clients[clientID, default: Client()].configured = accounts }
    }

    /// An account is asked by this process from now on. Its sales so far come from the store. Returns a number to leave by.
    func enter(_ seat: PollSeat, requestsPerMinute: Int, sales: [(at: Timestamp, orders: Int)]) -> Int {
        var pace = SalesPace()
        for hour in sales { pace.sold(hour.orders * Self.eventsPerOrder, at: hour.at) }
        return state.withLockedValue { [pace] state in
            state.lastNumber += 1
            var client = state.clients[seat.clientID] ?? Client()
            client.requestsPerMinute = min(client.requestsPerMinute, requestsPerMinute)
            client.seated[seat.party] = Seated(number: state.lastNumber, pace: pace)
            client.ratedAt = nil
            state.clients[seat.clientID] = client
            return state.lastNumber
        }
    }

    /// The account is asked by this process no more; where it was seated anew meanwhile, that stands.
    func leave(_ seat: PollSeat, _ number: Int) {
        state.withLockedValue { state in
            guard state.clients[seat.clientID]?.seated[seat.party]?.number == number else { return }
            state.clients[seat.clientID]?.seated[seat.party] = nil
            state.clients[seat.clientID]?.ratedAt = nil
        }
    }

    /// Its journal told so many events, or a notification brought one.
    func told(_ events: Int, to seat: PollSeat, at moment: Timestamp) {
        guard events > 0 else { return }
        state.withLockedValue { $0.clients[seat.clientID]?.seated[seat.party]?.pace.sold(events, at: moment) }
    }

    /// How long after one question comes the next; never less than `shortest`.
    func interval(of seat: PollSeat, shortest: Duration, at now: Timestamp) -> Duration {
        state.withLockedValue { state in
            guard var client = state.clients[seat.clientID], client.seated[seat.party] != nil else { return shortest }
            if client.ratedAt.map({ now < $0 || now >= $0 + Self.ratesHold }) ?? true {
                client.rate(by: rule, at: now)
                state.clients[seat.clientID] = client
            }
            guard let rate = client.rates[seat.party], rate > 0 else { return shortest }
            return max(shortest, .microseconds(Int64(1_000_000 / rate)))
        }
    }

    /// The part of its first interval after which an account is asked again. Those of a process begin together; by this they are asked evenly from then
    /// on, whatever their number (multiples of the golden ratio fill a circle so). The first waits all of it.
    func firstPart(of seat: PollSeat) -> Double {
        let number = state.withLockedValue { $0.clients[seat.clientID]?.seated[seat.party]?.number ?? 1 }
        return number > 1 ? (Double(number - 1) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) : 1
    }

    /// No account waits longer for its question, as long as the calls are enough.
    var longest: Duration { rule.longest }
}

/// An account's place among those whose journals are asked under one client id.
struct PollSeat: Sendable, Hashable {
    var clientID: String
    /// The account, with its merchant where there are several.
    var party: String
}

extension OrderPolls.Client {
    fileprivate mutating func rate(by rule: PollRule, at now: Timestamp) {
        let parties = seated.keys.sorted()
        let part = Double(parties.count) / Double(max(configured, parties.count))
        let calls = Double(requestsPerMinute) / 60 * OrderPolls.callShare * part
        let hour = SalesPace.hour(now)
        let rates = rule.rates(parties.map { seated[$0]?.pace.expected(at: now, hour: hour) ?? 0 }, callsPerSecond: calls)
        (self.rates, ratedAt) = (Dictionary(uniqueKeysWithValues: zip(parties, rates)), now)
    }
}
