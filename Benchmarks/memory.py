#!/usr/bin/env python3
"""(e) Memory at rest with 100 000 offers, each of a product of its own, after both sides were read in and compared once more."""
import time

from measuring import figures
from measuring.gateway import Gateway
from measuring.place import place
from measuring.sandbox import imported, link_all, sandbox

OFFERS = 100_000
SCALE = 10
REST_SECONDS = 30


def main():
    with place() as here, sandbox(here, OFFERS, 10, 10, 10, SCALE) as world:
        gateway = Gateway(here, "gateway", world, SCALE)
        gateway.call("connect", "allegro")
        with gateway.running():
            time.sleep(2)
            empty = gateway.server.memory()
            took = imported(gateway, world, OFFERS)
            link_all(gateway)
            gateway.wait_until("SELECT count(*) FROM offers WHERE dirty_at IS NOT NULL OR look_at IS NOT NULL", 0, 300)
            # Once more, now that everything is known: a comparison holds what it compares.
            gateway.call("reconcile")
            time.sleep(REST_SECONDS)
            rest, peak = gateway.server.memory()
            size = gateway.database.stat().st_size / 1048576
    figures.table(f"Memory with {OFFERS} offers and as many products", ["figure", "MB"], [
        ["at rest", f"{rest:.0f}"], ["at its peak, while both sides were read and compared", f"{peak:.0f}"], ["two seconds after the start", f"{empty[0]:.0f}"],
        ["the store's file", f"{size:.0f}"]])
    figures.table("Memory, against its goal", ["figure", "reached", "goal", "met"],
                  [["resident at rest, MB", f"{rest:.0f}", "< 200", figures.met(rest < 200)]])
    figures.keep("memory", {"reached": {"rest_mb": rest}, "peak_mb": peak, "started_mb": empty[0], "store_mb": size, "import_s": took})


main()
