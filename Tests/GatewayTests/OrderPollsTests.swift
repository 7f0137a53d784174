import CurlClient
import Inventory
import NIOConcurrencyHelpers
import Storage
import Testing

@testable import Gateway

@Suite("polls of many accounts under one client id")
struct OrderPollsTests {
    private static let now = Timestamp(seconds: 1_795_507_200)

    private static func seat(_ number: Int) -> PollSeat { PollSeat(clientID: "agency", party: "m\(number)/main") }

    @Test("accounts that begin together are asked evenly from then on; one alone waits its whole interval")
    func phases() {
        let polls = OrderPolls()
        let seats = (0..<1001).map { PollSeat(clientID: "client-\($0)", party: "m\($0)/main") }
        for seat in seats { _ = polls.enter(seat, requestsPerMinute: 9000, sales: []) }
        #expect(polls.firstPart(of: seats[0]) == 1)
        let parts = seats.dropFirst().map { polls.firstPart(of: $0) }
        for tenth in 0..<10 {
            let range = Double(tenth) / 10..<Double(tenth + 1) / 10
            #expect((98...102).contains(parts.filter { range.contains($0) }.count))
        }
    }

    @Test("one shop is asked as often as its configuration says (R18)")
    func single() {
        let polls = OrderPolls()
        _ = polls.enter(Self.seat(1), requestsPerMinute: 9000, sales: [])
        #expect(polls.interval(of: Self.seat(1), shortest: .seconds(5), at: Self.now) == .seconds(5))
    }

    @Test("a thousand share half of the requests: who sells is asked often, and each in the set time (R18)")
    func thousand() {
        let polls = OrderPolls()
        for number in 1...1000 {
            let sales = number <= 20 ? [(at: Self.now - .seconds(1800), orders: 50)] : []
            _ = polls.enter(Self.seat(number), requestsPerMinute: 3000, sales: sales)
        }
        let intervals = (1...1000).map { polls.interval(of: Self.seat($0), shortest: .seconds(1), at: Self.now) }
        #expect(intervals.prefix(20).allSatisfy { $0 < .seconds(6) }, "\(intervals[0])")
        #expect(intervals.dropFirst(20).allSatisfy { $0 > .seconds(20) && $0 <= .seconds(600) }, "\(intervals[999])")
        let calls = intervals.reduce(0.0) { $0 + 1 / ($1 / .seconds(1)) }
        #expect(calls <= 25.01, "\(calls) a second of 25")
    }

    @Test("a gateway that works a third of the accounts takes a third of the calls")
    func fleet() {
        let (whole, third) = (OrderPolls(), OrderPolls())
        third.expect(300, of: "agency")
        for number in 1...300 { _ = whole.enter(Self.seat(number), requestsPerMinute: 300, sales: []) }
        for number in 1...100 { _ = third.enter(Self.seat(number), requestsPerMinute: 300, sales: []) }
        let intervals = [whole, third].map { $0.interval(of: Self.seat(1), shortest: .zero, at: Self.now) }
        #expect(abs(intervals[0] / intervals[1] - 1) < 0.001)
    }

    @Test("who left gives its calls to the others, and a leave that comes late takes no new seat away")
    func leaving() {
        let polls = OrderPolls()
        let numbers = (1...100).map { polls.enter(Self.seat($0), requestsPerMinute: 60, sales: []) }
        let before = polls.interval(of: Self.seat(1), shortest: .zero, at: Self.now)
        for number in 51...100 { polls.leave(Self.seat(number), numbers[number - 1]) }
        let after = polls.interval(of: Self.seat(1), shortest: .zero, at: Self.now)
        #expect(after < before * 0.51)
        _ = polls.enter(Self.seat(1), requestsPerMinute: 60, sales: [])
        polls.leave(Self.seat(1), numbers[0])
        #expect(polls.interval(of: Self.seat(1), shortest: .zero, at: Self.now) == after)
    }
}

@Suite("one process, one budget for each client id")
struct ClientBudgetsTests {
    @Test("two merchants with one client id never pass its limit together, whatever each believes it to be")
    func together() {
        let time = NIOLockedValueBox(Int64(0))
        let budgets = ClientBudgets(clock: BudgetClock(now: { BudgetInstant(microseconds: time.withLockedValue { $0 }) }, sleep: { _ in }))
        let (one, other) = (budgets.budget(of: "agency", requestsPerMinute: 600), budgets.budget(of: "agency", requestsPerMinute: 300))
        #expect(one === other)
        #expect(budgets.budget(of: "own", requestsPerMinute: 600) !== one)
        var granted: [Int64] = []
        for at in stride(from: Int64(0), to: 180_000_000, by: 10_000) {
            time.withLockedValue { $0 = at }
            for budget in [one, other] {
                if budget.tryTake([Charge(LimitKey(.requests, "agency"))], priority: .raise) == .granted { granted.append(at) }
            }
        }
        for (index, at) in granted.enumerated() { #expect(granted[index...].prefix { $0 <= at + 60_000_000 }.count <= 300) }
        #expect(granted.count > 800)
    }

    @Test("accounts of the same name count their changes apart; requests they share")
    func apart() async throws {
        let budgets = ClientBudgets()
        let allowances = ["first", "second"].map { merchant in
            Allowance(
                budget: budgets.budget(of: "agency", requestsPerMinute: 9000), clientID: "agency", merchant: merchant, account: "main",
                changesPerMinute: 60)
        }
        for allowance in allowances { allowance.rejected(.comparison, retryAfter: .seconds(1)) }
        let command = Command(
            id: "62ae358b-8f65-4fc4-9c77-bedf604a2e2b", account: "main", action: .gain(-1), state: .written, writtenAt: Timestamp(seconds: 0),
            dueAt: Timestamp(seconds: 0), offers: ["7700000501"])
        for allowance in allowances { allowance.rejected(.command(command), retryAfter: .seconds(1)) }
        let limits = budgets.all.flatMap { $0.use() }.map { "\($0.limit.name.rawValue) \($0.limit.subject)" }
        #expect(
            limits == ["changes_per_minute first/main quantity", "changes_per_minute second/main quantity", "requests agency"])
    }
}
