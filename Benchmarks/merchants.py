#!/usr/bin/env python3
"""(g) Many merchants in one process: what they cost while nothing happens, and how soon a command leaves for one of them."""
import json
import subprocess

from measuring import figures
from measuring.place import BUILD

COUNTS = [1, 100, 1000]


def measure(count):
    out = subprocess.run([str(BUILD / "stockgate"), "bench", "--merchants", str(count), "--json"], check=True, stdout=subprocess.PIPE, timeout=1200).stdout
    return json.loads(out)


def main():
    found = [measure(count) for count in COUNTS]
    one, most = found[0], found[-1]
    figures.table("Merchants in one process", ["merchants", "all at work, s", "stopped, s", "idle, MB", "at the end, MB", "threads", "files", "idle, cores", "p50, ms", "p99, ms",
                  "p99 beside a flood, ms"], [
        [str(f["merchants"]), f"{f['started_seconds']:.1f}", f"{f['stopped_seconds']:.1f}", str(f["idle_megabytes"]), str(f["megabytes"]), str(f["threads"]), str(f["files"]),
         f"{f['idle_cores']:.3f}", f"{f['times']['p50_ms']:.1f}", f"{f['times']['p99_ms']:.1f}",
         f"{f['beside_flood']['times']['p99_ms']:.1f} ({f['beside_flood']['per_second']} a second)" if "beside_flood" in f else "-"] for f in found])
    ratio = most["times"]["p99_ms"] / one["times"]["p99_ms"]
    figures.table("A thousand merchants, against the goals", ["figure", "reached", "goal", "met"], [
        ["resident, MB", str(most["megabytes"]), "< 500", figures.met(most["megabytes"] < 500)],
        ["from SIGTERM to the end, s", f"{most['stopped_seconds']:.1f}", "< 10", figures.met(most["stopped_seconds"] < 10)],
        ["receipt to acceptance, p99 against one merchant's", f"{ratio:.2f}×", "≤ 2×", figures.met(ratio <= 2)]])
    figures.keep("merchants", {"reached": {"megabytes": most["megabytes"], "p99_ratio": ratio}, "counts": found})


main()
