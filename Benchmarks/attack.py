#!/usr/bin/env python3
"""(g) An honest sender while strangers attack the public listener: slow heads and bodies (slowhttptest), answers left unread, thousands of idle
connections, garbage instead of a handshake, forged deliveries. Its latencies under each, beside those in peace, and the gateway's memory.

Needs Debian's slowhttptest. ARGS: seconds for each attack (20)."""
import base64
import contextlib
import hashlib
import hmac
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

from measuring import figures
from measuring.gateway import Gateway
from measuring.place import SIGNING_KEY, place

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
CONNECTIONS = 1500
PER_SECOND = 50


def request(number):
    body = (f'{{"event":"warehouse_document.added","warehouse_document":{{"id":"a{number}","type":"PZ","version":1,"warehouse":{{"id":"1"}},'
            f'"warehouse_document_contents":[{{"good":{{"id":"1"}},"count":"1.0000"}}]}}}}').encode()
    now = str(int(time.time()))
    code = hmac.new(SIGNING_KEY.encode(), f"a{number}.{now}.".encode() + body, hashlib.sha256).digest()
    return body, {"Content-Type": "application/json", "webhook-id": f"a{number}", "webhook-timestamp": now,
                  "webhook-signature": "v1," + base64.b64encode(code).decode()}


class Honest:
    """One sender that keeps its connection and opens a new one every tenth time, as relays do."""

    def __init__(self, gateway):
        self.port, self.tls, self.number = gateway.server.port, gateway.tls, 0

    def send_for(self, seconds):
        took, failed, connection = [], 0, None
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.monotonic()
            self.number += 1
            try:
                if connection is None or self.number % 10 == 0:
                    if connection:
                        connection.close()
                    connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls, timeout=10)
                body, fields = request(self.number)
                connection.request("POST", "/webhooks/wfirma", body, fields)
                answer = connection.getresponse()
                answer.read()
                failed += answer.status != 202
            except (OSError, http.client.HTTPException):
                failed, connection = failed + 1, None
            took.append(time.monotonic() - began)
            time.sleep(max(0, 1 / PER_SECOND - (time.monotonic() - began)))
        return took, failed


@contextlib.contextmanager
def nothing(_):
    yield


def slow(*words):
    @contextlib.contextmanager
    def attack(gateway):
        command = ["slowhttptest", "-c", str(CONNECTIONS), "-r", "500", "-l", str(SECONDS + 5), "-u", f"{gateway.public}/webhooks/wfirma", *words]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        time.sleep(3)
        try:
            yield
        finally:
            running.kill()
            running.wait()
    return attack


@contextlib.contextmanager
def idle(gateway):
    held = []
    for _ in range(3000):
        with contextlib.suppress(OSError):
            held.append(socket.create_connection(("127.0.0.1", gateway.server.port), timeout=5))
    try:
        yield
    finally:
        for each in held:
            each.close()


def many(act):
    @contextlib.contextmanager
    def attack(gateway):
        stopping = threading.Event()

        def work():
            while not stopping.is_set():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    act(gateway, stopping)
        threads = [threading.Thread(target=work, daemon=True) for _ in range(8)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            stopping.set()
            for each in threads:
                each.join()
    return attack


def garbage(gateway, _):
    with socket.create_connection(("127.0.0.1", gateway.server.port), timeout=5) as connection:
        connection.sendall(os.urandom(2000))
        connection.recv(100)


def forged(gateway, stopping):
    connection = http.client.HTTPSConnection("127.0.0.1", gateway.server.port, context=gateway.tls, timeout=5)
    body, fields = request(0)
    fields["webhook-signature"] = "v1," + base64.b64encode(os.urandom(32)).decode()
    while not stopping.is_set():
        connection.request("POST", "/webhooks/wfirma", body, fields)
        connection.getresponse().read()
        time.sleep(0.002)


def main():
    if not shutil.which("slowhttptest"):
        raise SystemExit("attack: slowhttptest is not installed (apt-get install slowhttptest)")
    attacks = [
        ("in peace", nothing), ("slow heads (slowhttptest -H)", slow("-H", "-i", "5")), ("slow bodies (slowhttptest -B)", slow("-B", "-i", "5")),
        ("answers read slowly (slowhttptest -X)", slow("-X", "-k", "3", "-n", "5")), ("3000 idle connections", idle),
        ("garbage for a handshake", many(garbage)), ("forged deliveries", many(forged)), ("in peace again", nothing),
    ]
    rows, kept = [], {}
    with place() as here:
        gateway = Gateway(here, "gateway")
        with gateway.running():
            gateway.know_products(1)
            honest = Honest(gateway)
            honest.send_for(3)
            for name, attack in attacks:
                with attack(gateway):
                    took, failed = honest.send_for(SECONDS)
                p50, p99 = (figures.percentile(took, share) * 1000 for share in (0.5, 0.99))
                rest, _ = gateway.server.memory()
                kept[name] = {"p50_ms": p50, "p99_ms": p99, "worst_ms": max(took) * 1000, "sent": len(took), "failed": failed, "rss_mb": rest}
                rows.append([name, len(took), failed, f"{p50:.1f}", f"{p99:.1f}", f"{p99 / kept['in peace']['p99_ms']:.1f}", f"{rest:.0f}"])
    figures.table(f"An honest sender of {PER_SECOND} deliveries a second, {SECONDS} s each", ["attack", "sent", "failed", "p50 ms", "p99 ms", "× peace", "RSS MB"], rows)
    figures.keep("attack", {"attacks": kept})


main()
