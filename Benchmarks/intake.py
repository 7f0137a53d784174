#!/usr/bin/env python3
"""(a) Intake: signed documents of 2 KB over TLS, each durable before its 202, beside nginx and Debian's webhook in the same run.

The gateway applies what it takes in the same process, on the same two cores; between rounds it is given time to finish.
"""
import threading
import time

from measuring import figures, load, rivals
from measuring.gateway import Gateway
from measuring.place import place
from measuring.processes import rest

ROUNDS = 7
SECONDS = 5
CONNECTIONS = 128
FULL_LOAD_SECONDS = 60
PRODUCTS = 1000
BATCH = "stockgate_inbox_batch_size"
ACCEPTED = 'stockgate_deliveries_total{outcome="accepted",source="wfirma"}'


def round_of(server, signature):
    before = server.cpu_seconds()
    found = load.documents(server.url, SECONDS, signature, CONNECTIONS)
    found["cpu_us"] = (server.cpu_seconds() - before) / max(1, found["requests"]) * 1e6
    return found


def our_round(gateway):
    before = gateway.metrics()
    found = round_of(gateway.server, "standard")
    after = gateway.metrics()
    commits = after[f"{BATCH}_count"] - before.get(f"{BATCH}_count", 0)
    found["per_commit"] = (after[f"{BATCH}_sum"] - before.get(f"{BATCH}_sum", 0)) / commits
    found["drain_s"] = gateway.drain()
    return found


def full_load(gateway):
    """A minute of full load: how large the write-ahead log grows, and whether the rate sags."""
    log = gateway.database.with_name(gateway.database.name + "-wal")
    seconds, sizes = [], []
    loaded = threading.Thread(target=load.documents, args=(gateway.server.url, FULL_LOAD_SECONDS, "standard", CONNECTIONS))
    loaded.start()
    began = time.monotonic()
    next_count = began
    while loaded.is_alive():
        sizes.append(log.stat().st_size)
        if time.monotonic() >= next_count:
            seconds.append((time.monotonic() - began, gateway.metrics()[ACCEPTED]))
            next_count += 1
        time.sleep(0.05)
    rates = [(later[1] - sooner[1]) / (later[0] - sooner[0]) for sooner, later in zip(seconds, seconds[1:])]
    # The first and the last second are wrk's start and end.
    rates = rates[1:FULL_LOAD_SECONDS - 1]
    found = {"log_mb": max(sizes) / 1048576, "first_10_s": figures.median(rates[:10]), "last_10_s": figures.median(rates[-10:]), "rates": [round(rate) for rate in rates]}
    found["drain_s"] = gateway.drain(600)
    return found


def main():
    with place() as here:
        gateway = Gateway(here, "gateway")
        with gateway.running(), rivals.nginx(here) as nginx, rivals.webhook(here) as webhook:
            gateway.know_products(PRODUCTS)
            rounds = {"stockgate": [], "nginx": [], "webhook": []}
            # The first requests pay for what is made once.
            load.documents(gateway.server.url, 2, "standard", CONNECTIONS)
            gateway.drain()
            turns = [("stockgate", lambda: our_round(gateway)), ("nginx", lambda: round_of(nginx, "standard")),
                     ("webhook", lambda: round_of(webhook, "body"))]
            for number in range(ROUNDS):
                for name, turn in turns:
                    rest([gateway.server, nginx, webhook])
                    rounds[name].append(turn())
                print(f"  round {number + 1}: " + ", ".join(f"{name} {each[-1]['rate']:.0f}/s" for name, each in rounds.items()), flush=True)
            rest([gateway.server, nginx, webhook])
            minute = full_load(gateway)
    report(rounds, minute)


def report(rounds, minute):
    figures.table(
        f"Intake: POST of 2 KB over TLS, {CONNECTIONS} connections, medians of {ROUNDS} rounds of {SECONDS} s",
        ["server", "per second", "p50 ms", "p99 ms", "CPU µs"],
        [[name] + [f"{figures.middle(each, figure):.{digits}f}" for figure, digits in (("rate", 0), ("p50_ms", 1), ("p99_ms", 1), ("cpu_us", 0))]
         for name, each in rounds.items()])
    ours, nginx, webhook = rounds["stockgate"], rounds["nginx"], rounds["webhook"]

    def ratio(figure, rivals_rounds):
        return figures.median(mine[figure] / theirs[figure] for mine, theirs in zip(ours, rivals_rounds))

    found = {
        "rate_to_nginx": ratio("rate", nginx), "p99_to_nginx": ratio("p99_ms", nginx),
        "rate_to_webhook": ratio("rate", webhook), "p99_to_webhook": ratio("p99_ms", webhook),
        "deliveries_per_commit": figures.middle(ours, "per_commit"), "log_mb": minute["log_mb"],
        "rate_last_to_first_10_s": minute["last_10_s"] / minute["first_10_s"],
    }
    goals = [
        ("rate, to nginx", "rate_to_nginx", "≥ 0.35", lambda value: value >= 0.35),
        ("p99, to nginx", "p99_to_nginx", "≤ 2.5", lambda value: value <= 2.5),
        ("rate, to webhook", "rate_to_webhook", "≥ 3", lambda value: value >= 3),
        ("p99, to webhook", "p99_to_webhook", "≤ 0.2", lambda value: value <= 0.2),
        ("deliveries per commit", "deliveries_per_commit", "> 1", lambda value: value > 1),
        (f"log at its largest in {FULL_LOAD_SECONDS} s, MB", "log_mb", "< 64", lambda value: value < 64),
        (f"rate of the last 10 s of {FULL_LOAD_SECONDS}, to the first", "rate_last_to_first_10_s", "≥ 0.9", lambda value: value >= 0.9),
    ]
    figures.table("Intake, against its goals (ratios are medians over rounds)", ["figure", "reached", "goal", "met"],
                  [[what, f"{found[name]:.2f}", goal, figures.met(test(found[name]))] for what, name, goal, test in goals])
    figures.keep("intake", {"reached": found, "rounds": rounds, "full_load": minute})


main()
