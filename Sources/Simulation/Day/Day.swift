import Sandbox

/// The happenings of a shop's day, made from the seed before it begins: what is left out when a failure is shrunk leaves the others as they are.
struct Day: Sendable {
    let happenings: [TimedHappening]

    init(seed: UInt64, count: Int, _ conditions: Conditions, _ plan: ShopPlan) {
        var dice = Dice(seed: seed, for: 3)
        let author = Author(conditions: conditions, plan: plan)
        var happenings: [TimedHappening] = []
        var moment = Duration.zero
        for place in 0..<count {
            moment += Self.gap(conditions.gap, &dice)
            // Its own dice: what one happening is does not hang on the others.
            var own = Dice(seed: seed, for: 1000 + UInt64(place))
            happenings.append(TimedHappening(at: moment, happening: author.happening(&own)))
        }
        self.happenings = happenings
    }

    /// Bursts, a steady trickle, and quiet hours between.
    private static func gap(_ mean: Duration, _ dice: inout Dice) -> Duration {
        switch dice.int(0...99) {
        case 0..<30: dice.duration(.zero...(.milliseconds(300)))
        case 30..<97: mean * (2 * dice.share())
        default: dice.duration(.seconds(30)...(.seconds(420)))
        }
    }
}

/// Invents happenings under a seed's conditions.
private struct Author {
    private enum Kind {
        case purchase, receipt, release, orderRelease, edit, delete, transfer, cancel, merge, goodsReturn, modify, hand, owner, fault, crash, jump
    }

    private let plan: ShopPlan
    private let kinds: [(weight: Int, Kind)]

    init(conditions: Conditions, plan: ShopPlan) {
        self.plan = plan
        func weight(_ weight: Int, _ isPlayed: Bool) -> Int { isPlayed ? weight : 0 }
        kinds = [
            (40, .purchase), (13, .receipt), (6, .release), (weight(2, conditions.hasMess), .orderRelease), (weight(3, conditions.hasMess), .edit),
            (weight(2, conditions.hasMess), .delete), (4, .transfer), (6, .cancel), (2, .merge), (2, .goodsReturn), (2, .modify),
            (weight(5, conditions.hasHands), .hand), (weight(6, conditions.hasHands), .owner), (weight(5, conditions.hasFaults), .fault),
            (weight(4, conditions.hasCrashes), .crash), (weight(2, conditions.hasJumps), .jump),
        ]
    }

    func happening(_ dice: inout Dice) -> Happening {
        let good = dice.int(0...(plan.goods.count - 1))
        let warehouse = dice.one(weighted: [(4, 0), (1, 1)])
        switch dice.one(weighted: kinds) {
        case .purchase: return purchase(&dice)
        case .receipt: return .receipt(good: good, count: count(1...20, &dice), warehouse: warehouse)
        case .release: return .release(good: good, count: count(1...6, &dice), warehouse: warehouse)
        case .orderRelease: return .orderRelease(pick: dice.int(0...5), isPartial: dice.chance(0.3))
        case .edit: return .edit(pick: dice.int(0...5), percent: dice.one(of: [50, 150, 300]))
        case .delete: return .delete(pick: dice.int(0...5))
        case .transfer: return .transfer(good: good, pieces: dice.int(1...6), from: dice.int(0...1))
        case .cancel: return .cancel(pick: dice.int(0...4))
        case .merge: return .merge(pick: dice.int(0...1))
        case .goodsReturn: return .goodsReturn(pick: dice.int(0...8))
        case .modify: return .modify(pick: dice.int(0...4))
        case .hand: return hand(&dice)
        case .owner: return .owner(owner(&dice))
        case .fault: return fault(&dice)
        case .crash: return .crash(crashPoint(&dice), down: dice.one(weighted: [(3, 0), (2, dice.int(1...10)), (1, dice.int(20...300))]))
        case .jump: return .clockJump(seconds: dice.one(of: [1, -1]) * dice.one(of: [1, 5, 40, 600]))
        }
    }

    /// Mostly whole pieces, in ten-thousandths.
    private func count(_ pieces: ClosedRange<Int>, _ dice: inout Dice) -> Int {
        dice.int(pieces) * 10_000 + (dice.chance(0.05) ? dice.one(of: [2500, 5000]) : 0)
    }

    private func purchase(_ dice: inout Dice) -> Happening {
        let lines = (0..<dice.one(weighted: [(5, 1), (1, 2)])).map { _ in
            Happening.Line(offer: dice.int(0...(plan.offers.count - 1)), quantity: dice.one(weighted: [(5, 1), (2, 2), (1, dice.int(3...12))]))
        }
        return .purchase(
            lines, payment: dice.one(weighted: [(6, .online), (1, .cashOnDelivery), (1, .wireTransfer)]), wish: dice.one(of: Happening.Wish.allCases))
    }

    private func hand(_ dice: inout Dice) -> Happening {
        let deed: Happening.Hand = dice.one(
            weighted: [(2, .ends), (1, .moderates), (2, .resumes), (5, .changes(by: dice.one(of: [-9, -2, -1, 1, 3, 15])))])
        return .hand(deed, offer: dice.int(0...(plan.offers.count - 1)))
    }

    private func owner(_ dice: inout Dice) -> Happening.Owner {
        let offer = dice.int(0...(plan.offers.count - 1))
        return dice.one(
            weighted: [
                (2, .ends(offer: offer)), (3, .resumes(offer: offer)), (1, .pauses), (2, .unpauses), (1, .synchronises(offer: offer, false)),
                (3, .synchronises(offer: offer, true)), (1, .freezes), (3, .thaws), (2, .compares), (6, .settles(pick: dice.int(0...9))),
            ])
    }

    private func crashPoint(_ dice: inout Dice) -> CrashPoint {
        let count = dice.one(weighted: [(3, dice.int(0...5)), (1, dice.int(0...60))])
        return dice.one(of: [.atOnce, .write(count), .write(count), .request(count), .answer(count), .delivery(count % 6)])
    }

    private func fault(_ dice: inout Dice) -> Happening {
        let side = dice.one(of: SandboxSide.allCases)
        let both: [FaultKind] = [.serverError, .tooManyRequests, .timeOut, .reset, .slowBody, .answerLost, .outOfService]
        let kind =
            switch side {
            case .allegro:
                dice.one(
                    of: both + [
                        .hangingCommands, .lyingCommands, .failingCommands, .hangingActivation, .activationError, .repeatedEvents, .lateEvents,
                        .staleList, .scanRunning,
                    ])
            case .wfirma: dice.one(of: both + [.requestsLimit, .lostNotices, .repeatedNotices, .lateNotices])
            }
        let path: String? =
            switch side {
            case .allegro: dice.one(weighted: [(4, nil), (1, "commands"), (1, "events"), (1, "checkout-forms"), (1, "offers")])
            case .wfirma: dice.one(weighted: [(4, nil), (1, "invoices"), (1, "goods"), (1, "documents")])
            }
        return .fault(
            side, kind, share: dice.one(of: [0.2, 0.6, 1]), seconds: dice.one(weighted: [(4, dice.int(2...20)), (1, dice.int(60...240))]), path: path)
    }
}
