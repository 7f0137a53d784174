#!/usr/bin/env python3
"""(c) Catch-up: 20 000 offers whose quantity is wrong, at ten times Allegro's real limits: how much of the allowed rate is used, and
whether Allegro has to refuse anything.

The stock goes round through 50 values, so a command changes the few offers of one value, not a thousand. Changes are what the limits
bind here (90 000 a minute; a window of 60 s holds no more); requests stay far below theirs.
"""
import time

from measuring import figures
from measuring.gateway import Gateway
from measuring.place import place
from measuring.sandbox import imported, link_all, sandbox

OFFERS = 20_000
SCALE = 10
PER_SECOND = 9000 * SCALE / 60
LIMIT_SECONDS = 120


def watch(world):
    """The tally of changes while the gateway catches up, as (seconds, changes)."""
    began = time.monotonic()
    counts = []
    while time.monotonic() - began < LIMIT_SECONDS:
        changes = world.call("GET", "tally")["allegro"]["changes"]
        counts.append((time.monotonic() - began, changes))
        if changes >= OFFERS:
            break
        time.sleep(0.05)
    return counts


def main():
    with place() as here, sandbox(here, OFFERS, 10, 11, 60, SCALE) as world:
        gateway = Gateway(here, "gateway", world, SCALE)
        gateway.call("connect", "allegro")
        gateway.call("freeze")
        with gateway.running():
            imported(gateway, world, OFFERS)
            link_all(gateway)
            before = world.call("GET", "tally")["allegro"]
            gateway.call("thaw")
            counts = watch(world)
            confirmed = gateway.wait_until("SELECT count(*) FROM offers WHERE look_at IS NOT NULL OR dirty_at IS NOT NULL OR shown_low <> shown_high", 0, 120)
            after = world.call("GET", "tally")["allegro"]
            refused = gateway.metrics().get("stockgate_allegro_rate_limited_total", 0)
            with gateway.store() as store:
                commands = store.execute("SELECT count(*) FROM commands").fetchone()[0]
    report(counts, before, after, commands, refused, confirmed)


def report(counts, before, after, commands, refused, confirmed):
    start = max(second for second, changes in counts if changes == counts[0][1])
    end, changes = counts[-1]
    share = (changes - counts[0][1]) / (end - start) / PER_SECOND
    violations = {name: count for name, count in after["violations"].items() if count}
    figures.table(
        f"Catch-up of {OFFERS} offers at {PER_SECOND:.0f} changes a second allowed", ["figure", "value"],
        [["changes taken by Allegro", changes], ["seconds, from the first to the last", f"{end - start:.1f}"],
         ["seconds more until all were read back", f"{confirmed:.1f}"], ["commands", commands],
         ["requests in all", after["requests"] - before["requests"]], ["rules of Allegro's broken", violations or "none"]])
    figures.table("Catch-up, against its goals", ["figure", "reached", "goal", "met"], [
        ["share of the allowed rate used", f"{share:.3f}", "≥ 0.95", figures.met(share >= 0.95)],
        ["answers 429", f"{refused:.0f}", "0", figures.met(refused == 0 and not violations)]])
    figures.keep("catch-up", {
        "reached": {"share": share, "refused": refused}, "violations": after["violations"], "commands": commands,
        "requests": after["requests"] - before["requests"], "confirmed_after_s": confirmed,
        "changes": [[round(second, 2), count] for second, count in counts]})


main()
