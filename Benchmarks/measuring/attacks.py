"""What strangers do to the public listener. Each attack runs in processes of its own that get what time is left: strangers have machines of their
own, and ours should lose its time to what they cause, not to what they compute. Each counts what it got done."""
import base64
import contextlib
import http.client
import multiprocessing
import os
import resource
import selectors
import signal
import socket
import ssl
import subprocess
import time

from .deliveries import document

FORK = multiprocessing.get_context("fork")
SOURCE = "/webhooks/wfirma"
# The strangers' line: a Gbit/s, shared by the processes of one attack.
LINE_BYTES = 125_000_000


def raise_file_limit():
    """As many sockets as the system lets this process have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def step_forward():
    """Before all others on this machine, as far as it lets us: what is measured should not wait for who computes beside it."""
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def step_back():
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.nice(15)


def tls(certificate, version=None):
    context = ssl.create_default_context(cafile=certificate)
    if version:
        context.maximum_version = version
    return context


@contextlib.contextmanager
def nothing(_):
    yield lambda: 0


def slow(seconds, connections, *words):
    """slowhttptest: `-H` heads that never end, `-B` bodies that never end, `-X` answers that are hardly read."""
    @contextlib.contextmanager
    def attack(gateway):
        command = ["slowhttptest", "-c", str(connections), "-r", "500", "-l", str(seconds + 10), "-u", gateway.public + SOURCE, *words]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                   preexec_fn=step_back)
        time.sleep(3)
        try:
            yield lambda: connections
        finally:
            running.kill()
            running.wait()
    return attack


def many(act, processes=4):
    """Calls `act(port, certificate, count)` again and again in some processes; `count(bytes)` before each thing done waits for the line."""
    @contextlib.contextmanager
    def attack(gateway):
        done = FORK.Value("q", 0)
        free = FORK.Value("d", time.monotonic())

        def count(sent=0):
            with done.get_lock():
                done.value += 1
            with free.get_lock():
                now = time.monotonic()
                begins = max(free.value, now)
                free.value = begins + sent / LINE_BYTES
            time.sleep(begins - now)

        def work():
            step_back()
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            while True:
                try:
                    act(gateway.server.port, str(gateway.place.certificate), count)
                except (OSError, http.client.HTTPException):
                    # Being thrown out is what is meant to happen; coming back at once is the attack.
                    time.sleep(0.001)

        running = [FORK.Process(target=work, daemon=True) for _ in range(processes)]
        for each in running:
            each.start()
        time.sleep(1)
        try:
            yield lambda: done.value
        finally:
            for each in running:
                each.kill()
                each.join()
    return attack


def idle(connections, with_tls):
    """Holds so many connections open that say nothing, and opens another for each that is closed."""
    def act(port, certificate, count):
        raise_file_limit()
        context = tls(certificate)
        watch = selectors.DefaultSelector()
        while True:
            while len(watch.get_map()) < connections:
                with contextlib.suppress(OSError):
                    link = socket.create_connection(("127.0.0.1", port), timeout=5)
                    if with_tls:
                        link = context.wrap_socket(link, server_hostname="localhost")
                    watch.register(link, selectors.EVENT_READ)
                    count()
                _drop_closed(watch, 0)
            _drop_closed(watch, 0.1)
    return many(act, processes=1)


def _drop_closed(watch, seconds):
    for key, _ in watch.select(seconds):
        with contextlib.suppress(OSError, ssl.SSLWantReadError):
            if key.fileobj.recv(4096):
                continue
        watch.unregister(key.fileobj)
        key.fileobj.close()


def garbage(port, _, count):
    """Bytes that are no handshake."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        count()
        connection.sendall(os.urandom(2000))
        connection.recv(100)


def handshakes(port, certificate, count):
    """A whole handshake, nothing resumed, and the connection thrown away."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection, tls(certificate).wrap_socket(connection, server_hostname="localhost"):
        count()


def renegotiations(port, _, count):
    """TLS 1.2 and the wish for a new handshake within the session, three times."""
    words = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-quiet", "-no_ign_eof"]
    running = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with contextlib.suppress(BrokenPipeError, subprocess.TimeoutExpired):
        for _ in range(3):
            running.stdin.write(b"R\n")
            running.stdin.flush()
            time.sleep(0.02)
        running.communicate(timeout=2)
    running.kill()
    running.wait()
    count()


def _raw(port, certificate):
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    return tls(certificate).wrap_socket(connection, server_hostname="localhost")


def long_heads(port, certificate, count):
    """A head without an end: fields and fields, until it is refused."""
    with _raw(port, certificate) as connection:
        connection.sendall(f"POST {SOURCE} HTTP/1.1\r\nHost: localhost\r\n".encode())
        fields = b"".join(b"X-%d: %s\r\n" % (each, b"a" * 900) for each in range(8))
        while True:
            count(len(fields))
            connection.sendall(fields)


def many_fields(port, certificate, count):
    """Requests of 90 fields each, one after the other, to addresses that do not exist."""
    with _raw(port, certificate) as connection:
        head = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: a\r\n" % each for each in range(90)) + b"\r\n"
        while True:
            count(len(head))
            connection.sendall(head.replace(b"%s", base64.urlsafe_b64encode(os.urandom(12))))
            if not connection.recv(65536):
                return


def long_bodies(port, certificate, count):
    """Bodies of a whole MiB that are signed by nobody, as fast as they are taken."""
    body = b"x" * 1_048_576
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=tls(certificate), timeout=5)
    while True:
        fields = {"Content-Type": "application/json", "webhook-id": base64.b64encode(os.urandom(9)).decode(), "webhook-timestamp": str(int(time.time())),
                  "webhook-signature": "v1," + base64.b64encode(os.urandom(32)).decode()}
        count(len(body))
        connection.request("POST", SOURCE, body, fields)
        connection.getresponse().read()


def endless_bodies(port, certificate, count):
    """A body in chunks that does not end, until it is refused."""
    with _raw(port, certificate) as connection:
        connection.sendall(f"POST {SOURCE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        part = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        while True:
            count(len(part))
            connection.sendall(part)


def forged(port, certificate, count):
    """Deliveries as they should be, but for the signature."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=tls(certificate), timeout=5)
    while True:
        body, fields = document("forged")
        fields["webhook-signature"] = "v1," + base64.b64encode(os.urandom(32)).decode()
        connection.request("POST", SOURCE, body, fields)
        connection.getresponse().read()
        count()


def replayed(port, certificate, count):
    """One true delivery, overheard and sent again and again."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=tls(certificate), timeout=5)
    body, fields = document("overheard")
    while True:
        connection.request("POST", SOURCE, body, fields)
        connection.getresponse().read()
        count()
