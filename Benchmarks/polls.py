#!/usr/bin/env python3
"""(h) Polling by expected sales beside polling in turn, at equal calls, over simulated merchants: how long an order waits until it is asked for."""
import subprocess
import sys

from measuring.place import BUILD, ROOT

print("polls: how long orders wait, simulated", flush=True)
table = subprocess.run([str(BUILD / "stockgate-bench"), "polls", *sys.argv[1:]], check=True, capture_output=True, text=True).stdout
print(table, end="")
(ROOT / "Benchmarks" / "results" / "polls.txt").write_text(table)
