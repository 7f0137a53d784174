#!/usr/bin/env python3
"""(b) From a delivery's receipt to Allegro's acceptance of the command that it causes, and to the offer's being read back with it.

20 documents a second, each of another product, against the simulated Allegro at its unkind default: a command's task waits 20 to
400 ms before it is carried out, which the time to the read-back contains. The times are the gateway's own, from its store.
"""
import time

from measuring import figures
from measuring.gateway import Gateway
from measuring.place import SIGNING_SECRET, place
from measuring.sandbox import imported, link_all, sandbox

PER_SECOND = 20
SECONDS = 30
WARM_UP = 40
OFFERS = WARM_UP + PER_SECOND * SECONDS
STOCK = 10


def deliver(world, goods):
    """A release of one piece of each good, evenly in time; the sandbox's relay signs and sends it."""
    began = time.monotonic()
    for number, good in enumerate(goods):
        time.sleep(max(0, began + number / PER_SECOND - time.monotonic()))
        world.call("POST", "documents", {"kind": "WZ", "good": str(good), "count": "1", "warehouse": "1"})
    return len(goods) / (time.monotonic() - began)


def main():
    with place() as here, sandbox(here, OFFERS, STOCK, STOCK, STOCK) as world:
        gateway = Gateway(here, "gateway", world)
        gateway.call("connect", "allegro")
        with gateway.running():
            imported(gateway, world, OFFERS)
            link_all(gateway)
            gateway.wait_until("SELECT count(*) FROM offers WHERE dirty_at IS NOT NULL", 0, 60)
            world.call("POST", "relays", {"url": f"{gateway.public}/webhooks/wfirma", "secret": SIGNING_SECRET})
            deliver(world, range(1, WARM_UP + 1))
            rate = deliver(world, range(WARM_UP + 1, OFFERS + 1))
            gateway.wait_until("SELECT count(*) FROM offers WHERE shown_low = 9 AND shown_high = 9 AND look_at IS NULL", OFFERS, 60)
            with gateway.store() as store:
                rows = store.execute(
                    "SELECT c.accepted_at - p.since, o.read_at - p.since FROM command_offers p JOIN commands c ON c.id = p.command"
                    " JOIN offers o ON o.id = p.offer WHERE CAST(p.offer AS INTEGER) > 8000000000 + ?", [WARM_UP]).fetchall()
                asked = store.execute("SELECT count(*) FROM commands").fetchone()[0]
            shown = world.call("GET", "tally")["allegro"]
    report([row[0] / 1000 for row in rows], [row[1] / 1000 for row in rows], rate, asked, shown)


def report(acceptance, confirmation, rate, commands, tally):
    def line(values):
        return [f"{figures.percentile(values, share):.0f}" for share in (0.5, 0.99)] + [f"{max(values):.0f}"]

    figures.table(f"From receipt to Allegro, {len(acceptance)} documents at {rate:.1f} a second (ms)", ["until", "p50", "p99", "largest"],
                  [["Allegro accepted the command", *line(acceptance)], ["the offer was read back with it", *line(confirmation)]])
    p99 = figures.percentile(acceptance, 0.99)
    figures.table("Reaction, against its goal", ["figure", "reached", "goal", "met"],
                  [["p99 until acceptance, ms", f"{p99:.0f}", "< 50", figures.met(p99 < 50)]])
    figures.keep("reaction", {
        "reached": {"acceptance_p50_ms": figures.percentile(acceptance, 0.5), "acceptance_p99_ms": p99,
                    "confirmation_p50_ms": figures.percentile(confirmation, 0.5), "confirmation_p99_ms": figures.percentile(confirmation, 0.99)},
        "documents": len(acceptance), "per_second": rate, "commands": commands, "requests": tally["requests"], "violations": tally["violations"],
        "acceptance_ms": [round(value, 1) for value in sorted(acceptance)], "confirmation_ms": [round(value, 1) for value in sorted(confirmation)]})


main()
