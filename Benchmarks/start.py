#!/usr/bin/env python3
"""(h) From the call of `serve` to its ready line, and memory at rest: with an empty store, and with a shop of 100 000 offers. Each start is a new process
on the store that the last one left, by turns ended in order and killed."""
import time

import pages
from measuring import figures
from measuring.gateway import Gateway
from measuring.place import place

STARTS = 4
REST_SECONDS = 20
GOAL_MS, GOAL_MB = 300, 60
# A shop's first months: its offers count here, and a longer past takes minutes to write.
pages.LEDGER, pages.ORDERS = 100_000, 20_000
ACCOUNT = ('allegro: [{account: main, api_url: "https://127.0.0.1:9", auth_url: "https://127.0.0.1:9/auth/oauth", client_id: sandbox-client, '
           'client_secret: sandbox-secret, application: "Stockgate/1.0 (+https://example.pl)"}]')


def start(gateway, is_killed=False, rests=0):
    began = time.monotonic()
    with gateway.running():
        took = (time.monotonic() - began) * 1000
        time.sleep(rests or 0.5)
        memory, _ = gateway.server.memory()
        if is_killed:
            gateway.server.process.kill()
            gateway.server.process.wait()
    return took, memory


def measure(gateway):
    first, rest = start(gateway, rests=REST_SECONDS)
    times = [start(gateway, is_killed=number % 2 == 0)[0] for number in range(STARTS)]
    return {"first_ms": first, "median_ms": figures.median(times), "worst_ms": max(times), "rest_mb": rest}


def main():
    with place() as here:
        gateway = Gateway(here, "gateway")
        gateway.configuration.write_text(gateway.configuration.read_text().replace("allegro: []", ACCOUNT))
        with gateway.running():
            pass
        empty = measure(gateway)
        with gateway.running():
            pages.fill(gateway)
        large = measure(gateway)
    figures.table(f"Starts, medians of {STARTS}, every second one after kill -9", ["shop", "ready ms", "slowest ms", "first ms", "at rest MB"], [
        [name, *(f"{each[key]:.0f}" for key in ("median_ms", "worst_ms", "first_ms", "rest_mb"))]
        for name, each in (("empty", empty), (f"{pages.OFFERS} offers", large))])
    figures.table("Starts, against their goals", ["figure", "reached", "goal", "met"], [
        [f"ready with {pages.OFFERS} offers, median", f"{large['median_ms']:.0f} ms", f"< {GOAL_MS} ms", figures.met(large["median_ms"] < GOAL_MS)],
        ["resident at rest, empty store", f"{empty['rest_mb']:.0f} MB", f"< {GOAL_MB} MB", figures.met(empty["rest_mb"] < GOAL_MB)],
        [f"resident at rest, {pages.OFFERS} offers and nobody asking", f"{large['rest_mb']:.0f} MB", "–", "–"]])
    figures.keep("start", {"reached": {"ready_ms": large["median_ms"], "idle_mb": empty["rest_mb"]}, "empty": empty, "large": large})


main()
