"""Servers as child processes: started, asked for their CPU time and memory, ended by their id."""
import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    text = Path(f"/proc/{pid}/stat").read_text()
    return text[text.rindex(")") + 2:].split()


def _children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Server:
    """A running server and its direct children (nginx's workers)."""

    def __init__(self, name, process, port=None):
        self.name = name
        self.process = process
        self.port = port

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def cpu_seconds(self):
        """User and system time of the server, its children, and the children that have ended."""
        total = 0
        for pid in [self.process.pid] + _children(self.process.pid):
            with contextlib.suppress(OSError):
                fields = _stat(pid)
                total += sum(int(field) for field in fields[11:15])
        return total / TICKS

    def memory(self):
        """Resident memory now and at its peak, in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        return tuple(int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))

    def wait_for_port(self, limit=20):
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"bench: {self.name} does not listen on port {self.port}")

    def stop(self, limit=20):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def rest(servers, limit=120):
    """Waits until none of the servers works any more: Debian's `webhook`, for one, goes on starting commands after its answers."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        before = sum(each.cpu_seconds() for each in servers)
        time.sleep(0.5)
        if sum(each.cpu_seconds() for each in servers) - before < 0.03:
            return
    raise SystemExit(f"bench: the servers still work {limit} s after their load")


@contextlib.contextmanager
def server(name, command, port=None, log=subprocess.DEVNULL, waits=True, **options):
    """Starts a server and ends it with the block."""
    started = Server(name, subprocess.Popen(command, stderr=log, stdin=subprocess.DEVNULL, **options), port)
    try:
        if waits:
            started.wait_for_port()
        yield started
    finally:
        started.stop()


def announced(started, limit=60):
    """The name=value words of the line `ready …` on a server's standard output."""
    line = started.process.stdout.readline().decode()
    words = line.split()
    if not words or words[0] != "ready":
        raise SystemExit(f"bench: {started.name} did not start: {line.strip() or 'no line on its standard output'}")
    return dict(word.split("=", 1) for word in words[1:])
