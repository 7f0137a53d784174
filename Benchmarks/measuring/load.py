"""wrk, posting signed documents, each under an id of its own."""
import itertools
import json
import subprocess
import time

from .place import ROOT, SIGNING_KEY

_runs = itertools.count(1)


def documents(url, seconds, signature, connections=64, products=1000, threads=2):
    """Loads `url` for `seconds`; `signature` is `standard` (Standard Webhooks) or `body` (what Debian's webhook checks)."""
    # Documents of two runs never share an id.
    first = f"{int(time.time())}{next(_runs)}"
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s",
               "-s", str(ROOT / "Benchmarks" / "documents.lua"), f"{url}/webhooks/wfirma",
               "--", first, SIGNING_KEY, signature, str(products)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise SystemExit(f"bench: wrk said: {done.stdout}{done.stderr}")
    found = json.loads(lines[-1])
    faults = {name: count for name, count in found.items() if name.startswith("faults_") and count}
    if faults:
        print(f"  faults under load at {url}: {faults}", flush=True)
    return found
