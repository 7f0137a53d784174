#!/usr/bin/env python3
"""(f) TLS handshakes a second, full and resumed, beside nginx on the same certificate. One client program, 8 at a time."""
import json
import shutil
import subprocess

from measuring import figures, rivals
from measuring.gateway import Gateway
from measuring.place import ROOT, place

ROUNDS = 5
SECONDS = 4
THREADS = 8


def client(here):
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not compiler:
        raise SystemExit("bench: a C compiler is needed for the client of the handshakes")
    program = here.folder / "handshakes"
    subprocess.run([compiler, "-O2", "-o", str(program), str(ROOT / "Benchmarks" / "handshakes.c"), "-lssl", "-lcrypto", "-lpthread"], check=True)
    return program


def round_of(program, server, kind):
    before = server.cpu_seconds()
    done = subprocess.run([str(program), str(server.port), str(SECONDS), str(THREADS), kind], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    found["cpu_us"] = (server.cpu_seconds() - before) / max(1, found["made"]) * 1e6
    return found


def main():
    with place() as here:
        program = client(here)
        gateway = Gateway(here, "gateway")
        rounds = {kind: {"stockgate": [], "nginx": []} for kind in ("full", "resumed")}
        with gateway.running(), rivals.nginx(here) as nginx:
            for number in range(ROUNDS):
                for kind, each in rounds.items():
                    each["stockgate"].append(round_of(program, gateway.server, kind))
                    each["nginx"].append(round_of(program, nginx, kind))
                print(f"  round {number + 1}: " + ", ".join(
                    f"{kind} {each['stockgate'][-1]['rate']:.0f} to {each['nginx'][-1]['rate']:.0f}/s" for kind, each in rounds.items()), flush=True)
    figures.table(
        f"Handshakes (TLS 1.3, P-256), {THREADS} at a time, medians of {ROUNDS} rounds of {SECONDS} s", ["kind", "server", "per second", "failed", "CPU µs"],
        [[kind, name, f"{figures.middle(found, 'rate'):.0f}", sum(one["failed"] for one in found), f"{figures.middle(found, 'cpu_us'):.0f}"]
         for kind, each in rounds.items() for name, found in each.items()])
    ratios = {kind: figures.median(mine["rate"] / theirs["rate"] for mine, theirs in zip(each["stockgate"], each["nginx"])) for kind, each in rounds.items()}
    figures.table("Handshakes, against their goals", ["figure", "reached", "goal", "met"],
                  [[f"{kind}, to nginx", f"{ratio:.2f}", "≥ 0.7", figures.met(ratio >= 0.7)] for kind, ratio in ratios.items()])
    figures.keep("handshakes", {"reached": ratios, "rounds": rounds})


main()
