#!/usr/bin/env python3
"""(g) An honest sender while strangers attack the public listener in a dozen ways (Benchmarks/measuring/attacks.py). Its latencies under each, beside
those in peace, and the gateway's memory.

usage: Benchmarks/attack.py [SECONDS [PART OF A NAME…]]: seconds for each attack (20), which attacks (all). Needs Debian's slowhttptest."""
import shutil
import sys

from measuring import attacks, figures
from measuring.attacks import many, slow
from measuring.deliveries import Honest
from measuring.gateway import Gateway
from measuring.place import place

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
CONNECTIONS = 1500
PER_SECOND = 50
MOST_TIMES = 2
MOST_MB = 250

ALL = [
    ("slow heads", slow(SECONDS, CONNECTIONS, "-H", "-i", "5")),
    ("slow bodies", slow(SECONDS, CONNECTIONS, "-B", "-i", "5")),
    ("answers read slowly", slow(SECONDS, CONNECTIONS, "-X", "-k", "3", "-n", "5")),
    ("3000 connections without a handshake", attacks.idle(3000, with_tls=False)),
    ("6000 connections without a handshake", attacks.idle(6000, with_tls=False)),
    ("3000 connections without a request", attacks.idle(3000, with_tls=True)),
    ("garbage for a handshake", many(attacks.garbage)),
    ("handshakes for nothing", many(attacks.handshakes)),
    ("renegotiations", many(attacks.renegotiations)),
    ("heads without an end", many(attacks.long_heads)),
    ("heads of 90 fields", many(attacks.many_fields)),
    ("bodies of 1 MiB", many(attacks.long_bodies)),
    ("bodies without an end", many(attacks.endless_bodies)),
    ("forged deliveries", many(attacks.forged)),
    ("replayed deliveries", many(attacks.replayed)),
]


def measure(honest, gateway, attack):
    with attack(gateway) as done:
        before, cpu = done(), gateway.server.cpu_seconds()
        took, failed = honest.send_for(SECONDS)
        acts, cpu = done() - before, gateway.server.cpu_seconds() - cpu
    p50, p99 = (figures.percentile(took, share) * 1000 for share in (0.5, 0.99))
    rest, peak = gateway.server.memory()
    return {"sent": len(took), "failed": failed, "p50_ms": p50, "p99_ms": p99, "worst_ms": max(took) * 1000, "rss_mb": rest, "peak_mb": peak,
            "acts_a_second": acts / SECONDS, "cpu_share": cpu / SECONDS}


def row(name, each, peace):
    return [name, f"{each['acts_a_second']:.0f}", f"{each['cpu_share']:.0%}", each["failed"], *(f"{each[key]:.1f}" for key in ("p50_ms", "p99_ms", "worst_ms")),
            f"{each['p99_ms'] / peace:.1f}", f"{each['rss_mb']:.0f}"]


def main():
    if not shutil.which("slowhttptest"):
        raise SystemExit("attack: slowhttptest is not installed (apt-get install slowhttptest)")
    attacks.raise_file_limit()
    attacks.step_forward()
    wanted = [each for each in ALL if len(sys.argv) < 3 or any(word in each[0] for word in sys.argv[2:])]
    kept = {}
    with place() as here:
        gateway = Gateway(here, "gateway")
        with gateway.running():
            gateway.know_products(1)
            honest = Honest(gateway, PER_SECOND)
            honest.send_for(3)
            for name, attack in [("in peace", attacks.nothing), *wanted, ("in peace again", attacks.nothing)]:
                kept[name] = measure(honest, gateway, attack)
                print(f"  {name}: p99 {kept[name]['p99_ms']:.1f} ms, {kept[name]['failed']} of {kept[name]['sent']} not taken", flush=True)
    # The worse of both, since it is held against what others do to the machine as well.
    peace = max(kept["in peace"]["p99_ms"], kept["in peace again"]["p99_ms"])
    figures.table(
        f"An honest sender of {PER_SECOND} deliveries a second, {SECONDS} s each",
        ["attack", "acts a second", "CPU", "failed", "p50 ms", "p99 ms", "worst ms", "× peace", "RSS MB"], [row(name, each, peace) for name, each in kept.items()])
    worst = max(each["p99_ms"] / peace for each in kept.values())
    failed, peak = sum(each["failed"] for each in kept.values()), max(each["peak_mb"] for each in kept.values())
    figures.table("Attack, against its goal", ["figure", "reached", "goal", "met"], [
        ["p99 under the worst attack to that in peace", f"{worst:.1f}", f"≤ {MOST_TIMES}", figures.met(worst <= MOST_TIMES)],
        ["honest deliveries not taken at the first try", failed, "0", figures.met(failed == 0)],
        ["resident at its peak, MB", f"{peak:.0f}", f"< {MOST_MB}", figures.met(peak < MOST_MB)]])
    figures.keep("attack", {"reached": {"p99_ratio": worst, "failed": failed, "peak_mb": peak}, "attacks": kept})


main()
