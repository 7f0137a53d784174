"""Tables for people, and raw figures for later comparison."""
import json
import os
import platform
import subprocess
from datetime import datetime, timezone
from statistics import median

from .place import ROOT

RESULTS = ROOT / "Benchmarks" / "results"


def table(title, head, rows):
    """Prints a table in Markdown."""
    print(f"\n### {title}\n")
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |")
    print(flush=True)


def keep(name, figures):
    """Writes the raw figures of a benchmark, with what they were measured on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    machine = {"cpus": os.cpu_count(), "system": platform.platform(), "load_before": os.getloadavg()[2]}
    RESULTS.mkdir(exist_ok=True)
    whole = {"benchmark": name, "at": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "commit": commit, "machine": machine, **figures}
    (RESULTS / f"{name}.json").write_text(json.dumps(whole, indent=1) + "\n")


def middle(rounds, figure):
    return median(each[figure] for each in rounds)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def met(is_met):
    return "yes" if is_met else "no"
