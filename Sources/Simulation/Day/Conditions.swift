import Sandbox

/// What a seed decides before the day begins: which answers the two sides give where the facts leave several open, how news reaches us, and what
/// may go wrong. Each seed plays other ones (swarm testing): a seed with everything at once would hide what one of them alone shows.
struct Conditions: Sendable {
    /// Who tells of warehouse documents and of counts.
    struct News: Sendable {
        /// A relay that signs tells each document.
        var documents = true
        /// The same relay tells each count.
        var counts = false
        /// wFirma's own webhook says that a count changed.
        var webhook = false
        var isXML = false
    }

    var allegro = AllegroTemper()
    var wfirma = WFirmaTemper()
    var news = News()
    /// Either side answers wrongly, late or not at all for a while.
    var hasFaults = false
    /// The gateway is ended between any two steps, before any write, before or after any request.
    var hasCrashes = false
    /// People and other programs change offers on Allegro.
    var hasHands = false
    /// The gateway's clock jumps.
    var hasJumps = false
    /// Releases that name no order, documents rewritten and deleted.
    var hasMess = false
    /// Between two happenings, on average.
    var gap: Duration = .seconds(5)
    var documentDelay: Duration = .zero
    /// The longest way of a request, there or back.
    var latency: Duration = .milliseconds(60)

    init(seed: UInt64) {
        var dice = Dice(seed: seed, for: 1)
        hasFaults = dice.chance(0.5)
        hasCrashes = dice.chance(0.4)
        hasHands = dice.chance(0.4)
        hasJumps = dice.chance(0.15)
        hasMess = dice.chance(0.5)
        gap = dice.one(of: [.milliseconds(800), .seconds(3), .seconds(6), .seconds(12)])
        documentDelay = dice.one(of: [.zero, .seconds(20), .seconds(300)])
        latency = dice.one(weighted: [(3, .milliseconds(60)), (1, .milliseconds(400))])
        choose(allegro: &dice)
        choose(wfirma: &dice)
        news.documents = dice.chance(0.7)
        news.counts = dice.chance(0.3)
        news.webhook = dice.chance(0.4)
        news.isXML = dice.chance(0.3)
    }

    /// Whether a change of stock is told at once, if no notice is lost.
    var tellsDocuments: Bool { news.documents || news.counts || news.webhook }
    var tellsCounts: Bool { news.counts || news.webhook }
    var losesNotices: Bool { wfirma.lostNoticeShare > 0 }

    private mutating func choose(allegro dice: inout Dice) {
        allegro.gainBelowOne = dice.one(of: [.refused, .endsOffer])
        allegro.repeatedCommand = dice.one(of: [.conflict, .report])
        allegro.needlessChangeSucceeds = dice.chance(0.5)
        allegro.cancellationReturnsStock = dice.chance(0.25)
        allegro.tellsRetryAfter = dice.chance(0.7)
        allegro.writesNulls = dice.chance(0.5)
        allegro.repeatedEventShare = dice.one(of: [0, 0.1, 0.5])
        let limit = dice.one(weighted: [(3, 9000), (1, 1200)])
        allegro.requestsPerMinute = limit
        allegro.changesPerMinute = limit
        allegro.invoices.allowsSeveral = dice.chance(0.7)
    }

    private mutating func choose(wfirma dice: inout Dice) {
        wfirma.largestPage = dice.one(of: [20, 100])
        wfirma.repeatedNoticeShare = dice.one(of: [0, 0.05, 0.5])
        wfirma.lostNoticeShare = dice.one(weighted: [(3, 0), (1, 0.1), (1, 0.5)])
        wfirma.clockSkew = dice.one(weighted: [(3, .zero), (1, .seconds(dice.int(-50...50)))])
        wfirma.allowsNegativeStock = dice.chance(0.3)
        wfirma.listsGoodsWithoutStock = dice.chance(0.7)
        wfirma.honoursIDCondition = dice.chance(0.3)
        wfirma.honoursModifiedCondition = dice.chance(0.3)
        wfirma.invoices.releasesFrom = dice.one(of: [.active, .asked])
        wfirma.invoices.releaseCarriesExternalID = dice.chance(0.3)
        wfirma.invoices.correctionStock = dice.one(of: [.receipt, .rewrittenRelease, .nothing])
        wfirma.invoices.ksef = dice.one(of: [
            .off, .numbers(after: .milliseconds(300)...(.seconds(3))), .numbers(after: .seconds(30)...(.seconds(600))),
        ])
        wfirma.webhookShape = dice.one(of: [.envelope, .flat])
        wfirma.envelopeCarriesKey = dice.chance(0.5)
        wfirma.flatNamesGood = dice.chance(0.5)
    }
}
