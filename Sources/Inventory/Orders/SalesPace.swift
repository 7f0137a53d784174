/// How much an account sells, and at which hours: what is expected of it now.
public struct SalesPace: Sendable, Equatable {
    /// What was sold this long ago counts half.
    public static let halfLife: Duration = .seconds(7 * 86_400)
    /// For what goes on just now.
    public static let recentHalfLife: Duration = .seconds(1800)
    /// An account of which nothing is known, or that has not sold for long, sells once in a month.
    static let least = 1.0 / 30
    /// So many sales, spread evenly over the day, are taken for known before any was seen.
    static let evenSales = 6.0
    /// Of what sold in the last minutes so much is expected to go on.
    static let persistence = 0.3

    private var total = 0.0
    /// By the hour of the day in Poland, where the buyers are.
    private var hours = [Double](repeating: 0, count: 24)
    private var recent = 0.0
    private var known: Timestamp?

    public init() {}

    /// So many orders came at about `moment`; a moment before one that was told counts as that one.
    public mutating func sold(_ orders: Int, at moment: Timestamp) {
        settle(moment)
        total += Double(orders)
        hours[Self.hour(moment)] += Double(orders)
        recent += Double(orders)
    }

    /// Orders a day at the pace that is expected at `moment`.
    public func expected(at moment: Timestamp) -> Double { expected(at: moment, hour: Self.hour(moment)) }

    /// The same where the hour in Poland is known: for many accounts at once.
    public func expected(at moment: Timestamp, hour: Int) -> Double {
        var settled = self
        settled.settle(moment)
        let near = settled.hours[hour] * 0.6 + (settled.hours[(hour + 23) % 24] + settled.hours[(hour + 1) % 24]) * 0.2
        let share = (near + Self.evenSales / 24) / (settled.total + Self.evenSales) * 24
        let daily = settled.total / Self.lifetime(Self.halfLife) * 86_400
        let now = settled.recent / Self.lifetime(Self.recentHalfLife) * 86_400
        return max(daily * share, now * Self.persistence, Self.least)
    }

    private mutating func settle(_ moment: Timestamp) {
        guard let known else {
            self.known = moment
            return
        }
        guard moment > known else { return }
        let passed = Self.seconds(moment - known)
        let kept = Self.half(passed / Self.seconds(Self.halfLife))
        total *= kept
        for hour in hours.indices { hours[hour] *= kept }
        recent *= Self.half(passed / Self.seconds(Self.recentHalfLife))
        self.known = moment
    }

    /// One half to the power of `exponent`: whole halves by squares, the rest by the series of the exponential function.
    private static func half(_ exponent: Double) -> Double {
        guard exponent < 1000 else { return 0 }
        let whole = exponent.rounded(.down)
        var power = 1.0
        for _ in 0..<Int(whole) { power /= 2 }
        let rest = -(exponent - whole) * 0.693_147_180_559_945_3
        var (term, sum) = (1.0, 1.0)
        for step in 1...14 {
            term *= rest / Double(step)
            sum += term
        }
        return power * sum
    }

    /// How long what halves in `halfLife` lasts on average, in seconds.
    private static func lifetime(_ halfLife: Duration) -> Double { seconds(halfLife) / 0.693_147_180_559_945_3 }

    private static func seconds(_ span: Duration) -> Double { Double(span.wholeMicroseconds) / 1_000_000 }

    /// The hour of the day in Poland.
    public static func hour(_ moment: Timestamp) -> Int {
        let seconds = (moment + PolishTime.offset(at: moment)).microseconds / 1_000_000
        return Int(((seconds % 86_400) + 86_400) % 86_400 / 3600)
    }
}
