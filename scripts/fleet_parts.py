"""What a fleet is made of: a PostgreSQL server, gateways over it, and merchants each with a world of its own in one sandbox.

Everything listens on loopback and lives in a temporary folder. PostgreSQL's own programs come from the system (Debian: postgresql-15); who lacks them is
told so by exit code 77.
"""
import base64
import concurrent.futures
import importlib.machinery
import importlib.util
import os
import pathlib
import random
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def load(name):
    """A script of this folder as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(ROOT / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


rounds = load("kill-rounds")
Refused, Failed, KEY = rounds.Refused, rounds.Failed, rounds.KEY


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def until(what, condition, seconds):
    """Waits for a condition and says how long it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failed(f"{what}: not after {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began


class Server:
    """PostgreSQL, as the user nobody where we are root: it refuses to run as root. We ask it through its socket in the folder, whatever becomes of the
    ways to it."""

    def __init__(self, folder, megabytes=None, connections=200, host=None):
        """`host`: a machine of its own, on which it listens to what comes over the wires; without, it listens on loopback."""
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not folders:
            print("PostgreSQL's server is not installed (Debian: postgresql-15), so nothing was run", file=sys.stderr)
            sys.exit(77)
        self.bin, self.folder = folders[-1], folder / "postgresql"
        self.folder.mkdir()
        # A disk of its own, in memory, that can be filled; only root can make one.
        self.has_disk = megabytes is not None and os.getuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "stockgate-fleet", self.folder], stderr=subprocess.DEVNULL, check=False).returncode == 0
        self.host = host
        self.user = [*(host.enter if host else []), *(["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else [])]
        if os.getuid() == 0:
            folder.chmod(0o755)
            shutil.chown(self.folder, "nobody")
        # Beside the disk, so that it is there when that is gone.
        self.log = folder / "postgresql.log"
        self.log.touch()
        if os.getuid() == 0:
            shutil.chown(self.log, "nobody")
        self.port = free_ports(1)[0]
        self.call("initdb", "--auth=trust", "--username=stockgate", "--encoding=UTF8", "--locale=C", f"--pgdata={self.folder}/data")
        # No power cut is played here, so it need not wait for the disk.
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"""
listen_addresses = '{",".join(host.addresses) if host else "127.0.0.1"}'
port = {self.port}
unix_socket_directories = '{self.folder}'
max_connections = {connections}
max_wal_size = 256MB
fsync = off
""")
        if host:
            with open(self.folder / "data/pg_hba.conf", "a", encoding="utf-8") as doors:
                doors.write(f"host all all {Host.NETWORK} trust\n")
        self.start()

    def call(self, program, *arguments):
        subprocess.run([*self.user, self.bin / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self):
        subprocess.run([*self.user, self.bin / "pg_ctl", f"--pgdata={self.folder}/data", f"--log={self.log}", "--wait", "start"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)

    def start_again(self):
        """Where it has ended; what is left of it may not have noticed yet."""
        began = time.monotonic()
        while not self.is_up():
            try:
                self.start()
            except subprocess.CalledProcessError:
                if time.monotonic() - began > 20:
                    raise
                time.sleep(0.3)

    def is_up(self):
        """Whether it answers, be it that it comes back to itself. Its process's number may be a dead one's that nobody has buried."""
        return subprocess.run([self.bin / "pg_isready", "--quiet", f"--host={self.folder}", f"--port={self.port}"], check=False).returncode in (0, 1)

    def kill(self):
        """kill -9 for the server; its other processes follow it by themselves."""
        os.kill(int((self.folder / "data/postmaster.pid").read_text(encoding="utf-8").splitlines()[0]), signal.SIGKILL)

    def stand_still(self, is_still):
        """As on a machine that froze: its links stay, and nothing comes over them."""
        head = int((self.folder / "data/postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        number = signal.SIGSTOP if is_still else signal.SIGCONT
        # The head first: it has no more children then.
        os.kill(head, number)
        for each in pathlib.Path(f"/proc/{head}/task/{head}/children").read_text(encoding="utf-8").split():
            try:
                os.kill(int(each), number)
            except ProcessLookupError:
                pass

    def fill(self):
        """Leaves not a byte of its disk."""
        with open(self.folder / "ballast", "ab", buffering=0) as ballast:
            for size in [1 << 20, 1 << 12]:
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    pass

    def empty(self):
        (self.folder / "ballast").unlink(missing_ok=True)

    def stop(self):
        subprocess.run([*self.user, self.bin / "pg_ctl", f"--pgdata={self.folder}/data", "--mode=immediate", "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, check=False)
        if self.has_disk:
            subprocess.run(["umount", "-l", self.folder], check=False)

    def ask(self, query):
        """The rows of a query."""
        found = subprocess.run(
            [self.bin / "psql", "-X", "-A", "-t", "-F", "|", "-h", self.folder, "-p", str(self.port), "-U", "stockgate", "-d", "postgres", "-c", query],
            capture_output=True, text=True, check=False)
        if found.returncode != 0:
            raise OSError(found.stderr.strip())
        return [line.split("|") for line in found.stdout.splitlines()]

    @property
    def door(self):
        """Where who has a wire of the usual kind finds it."""
        return (self.host.addresses[0] if self.host else "127.0.0.1"), self.port


class Pooler:
    """pgbouncer before the server, on loopback (Debian: pgbouncer)."""

    def __init__(self, folder, server, mode):
        self.port = free_ports(1)[0]
        settings, users = folder / "pgbouncer.ini", folder / "pgbouncer-users"
        users.write_text('"stockgate" ""\n', encoding="utf-8")
        settings.write_text(f"""\
[databases]
* = host={server.door[0]} port={server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
pool_mode = {mode}
default_pool_size = 150
max_client_conn = 500
""", encoding="utf-8")
        with open(folder / "pgbouncer.log", "ab") as log:
            try:
                self.process = subprocess.Popen(["runuser", "-u", "nobody", "--", "pgbouncer", settings] if os.getuid() == 0 else ["pgbouncer", settings], stdout=log, stderr=log)
            except FileNotFoundError:
                print("pgbouncer is not installed, so nothing was run", file=sys.stderr)
                sys.exit(77)
        until("pgbouncer listens", self.is_up, 10)

    def is_up(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    @property
    def door(self):
        return "127.0.0.1", self.port

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Host:
    """A machine of its own for the server: a network namespace with two wires to ours, the second of which can be cut. Its addresses are of those that
    RFC 5737 keeps for examples; nothing outside this machine reaches them."""

    NETWORK = "192.0.2.0/24"

    def __init__(self):
        self.name = f"stockgate-{os.getpid()}"
        self.enter = ["ip", "netns", "exec", self.name]
        # Four addresses a wire: ours and the server's are the two in the middle.
        base = 8 * (os.getpid() % 31)
        self.addresses = [f"192.0.2.{base + 2}", f"192.0.2.{base + 6}"]
        self.call("netns", "add", self.name)
        try:
            self.call("-n", self.name, "link", "set", "lo", "up")
            for number, far in enumerate(self.addresses):
                self.lay(number, f"192.0.2.{base + 4 * number + 1}", far)
        except subprocess.CalledProcessError:
            self.remove()
            raise

    @classmethod
    def made(cls):
        """None where none can be made: only root may, and not everywhere."""
        try:
            return cls()
        except (subprocess.CalledProcessError, OSError):
            return None

    def lay(self, number, near, far):
        wire = f"sg{os.getpid()}-{number}"
        self.call("link", "add", wire, "type", "veth", "peer", "name", f"wire{number}", "netns", self.name)
        sides = [([], wire, near), (["-n", self.name], f"wire{number}", far)]
        for where, end, address in sides:
            self.call(*where, "address", "add", f"{address}/30", "dev", end)
            self.call(*where, "link", "set", end, "up")
        # Known for ever, or a pulled wire would be told of as a host that is not there.
        for (where, end, _), (there, peer, address) in zip(sides, reversed(sides)):
            hardware = self.call(*there, "-brief", "link", "show", "dev", peer).split()[2]
            self.call(*where, "neigh", "replace", address, "lladdr", hardware, "dev", end, "nud", "permanent")

    def call(self, *arguments):
        return subprocess.run(["ip", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

    def swallow(self, is_cut):
        """Either end of the second wire throws away whatever is to leave it, as if it were pulled out, without a word to who sends."""
        for where, end in [([], f"sg{os.getpid()}-1"), (["-n", self.name], "wire1")]:
            change = ["replace", "dev", end, "root", "blackhole"] if is_cut else ["del", "dev", end, "root"]
            subprocess.run(["tc", *where, "qdisc", *change], check=True)

    def remove(self):
        """With its wires."""
        self.call("netns", "delete", self.name)


class Wire:
    """The second wire to a host."""

    def __init__(self, host, port):
        self.host, self.door = host, (host.addresses[1], port)

    def cut(self):
        self.host.swallow(True)

    def mend(self):
        self.host.swallow(False)


class Link:
    """Where there is no such wire: one that is played. Bytes go nowhere while it is cut, and nobody is told."""

    def __init__(self, target):
        self.target, self.is_cut = target, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.door = self.listener.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    def cut(self):
        self.is_cut = True

    def mend(self):
        self.is_cut = False

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self.target, timeout=2)
            except OSError:
                near.close()
                continue
            threading.Thread(target=self.carry, args=(near, far), daemon=True).start()

    def carry(self, near, far):
        other = {near: far, far: near}
        try:
            while True:
                ready, _, _ = select.select([near, far], [], [], 0.1)
                if self.is_cut:
                    time.sleep(0.05)
                    continue
                for each in ready:
                    data = each.recv(65536)
                    if not data:
                        return
                    other[each].sendall(data)
        except OSError:
            pass
        finally:
            near.close()
            far.close()


class Gateway:
    """One `serve` of the fleet."""

    def __init__(self, fleet, number, database):
        self.fleet, self.number = fleet, number
        public, private = free_ports(2)
        self.public, self.private = f"https://127.0.0.1:{public}", f"https://127.0.0.1:{private}"
        self.configuration = fleet.folder / f"gateway-{number}.yaml"
        self.configuration.write_text(fleet.text(database, public, private), encoding="utf-8")
        self.configuration.chmod(0o600)
        self.process = None

    def start(self):
        with open(self.fleet.folder / f"gateway-{self.number}.log", "ab") as errors:
            self.process = subprocess.Popen(
                [self.fleet.program, "serve", "--config", self.configuration], stdout=subprocess.PIPE, stderr=errors, text=True)
        if not self.process.stdout.readline().startswith("ready "):
            raise Failed(f"gateway {self.number} did not start")

    def send(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGKILL):
        if self.process:
            self.send(number)
            self.process.wait(30)
            self.process = None

    @property
    def name(self):
        """What its leases are held under begins with the machine, the process and a chance."""
        return f"/{self.process.pid}/"


class Merchant:
    """One merchant with its own sides; what the load and the checks of kill-rounds call a shop."""

    def __init__(self, fleet, name, ports):
        self.fleet, self.name, self.source, self.token = fleet, name, f"{name}-wfirma", None
        self.allegro, self.wfirma = (f"https://127.0.0.1:{port}/worlds/{name}" for port in ports)

    @property
    def public(self):
        """Any gateway takes what comes in."""
        return random.choice([each for each in self.fleet.gateways if each.process] or self.fleet.gateways).public

    call, connect, open = rounds.Shop.call, rounds.Shop.connect, rounds.Shop.open

    @property
    def tls(self):
        return self.fleet.tls

    def sandbox(self, method, path, body=None):
        """What is only asked is asked once more: a machine on which much is going on may keep an answer for long."""
        for is_last in [method != "GET", True]:
            try:
                return self.call(method, f"{self.allegro}/sandbox{path}", body)
            except OSError:
                if is_last:
                    raise
        return None

    def admin(self, method, path, body=None):
        """Any gateway's API knows every merchant."""
        fault = None
        for gateway in random.sample(self.fleet.gateways, len(self.fleet.gateways)):
            if gateway.process and gateway not in self.fleet.silent:
                try:
                    return self.call(
                        method, f"{gateway.private}/m/{self.name}/api/v1{path}", body, {"Authorization": f"Bearer {self.token}"})
                except (Refused, OSError) as error:
                    fault = error
        raise fault or OSError("no gateway")

    def run(self, *arguments):
        command = [self.fleet.program, *arguments, "--config", self.fleet.gateways[0].configuration, "--merchant", self.name]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def start(self, *arguments, log):
        with open(self.fleet.folder / f"{self.name}-{log}", "ab") as errors:
            return subprocess.Popen(
                [self.fleet.program, *arguments, "--config", self.fleet.gateways[0].configuration, "--merchant", self.name],
                stdout=subprocess.PIPE, stderr=errors, text=True)

    def in_doubt(self):
        query = f"SELECT order_id FROM merchant_{self.name}.order_documents WHERE state IN ('adding', 'unknown')"
        return {row[0] for row in self.fleet.server.ask(query)}

    def waiting_documents(self):
        """Documents that are to come on still: state, vain tries, seconds until the next, what the last one came to."""
        query = f"""
            SELECT order_id, state, attempts, failures, round(due_at / 1000000.0 - extract(epoch FROM now())), coalesce(fault, '')
            FROM merchant_{self.name}.order_documents WHERE due_at IS NOT NULL ORDER BY order_id"""
        return [f"{self.name}: document of {order} is {state}, {attempts} tries, {failures} failures, next in {wait} s {fault}"
                for order, state, attempts, failures, wait, fault in self.fleet.server.ask(query)]


class Fleet:
    """A server, merchants and gateways."""

    def __init__(self, program, merchants, gateways, lease, seed=1, calm=False, megabytes=None, pooler=None):
        self.program, self.lease, self.seed, self.calm = program, lease, seed, calm
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stockgate-fleet-"))
        shutil.copy(ROOT / "certs/make-local", self.folder / "make-local")
        subprocess.run([self.folder / "make-local"], check=True, stdout=subprocess.DEVNULL)
        self.authority = self.folder / "local/authority.pem"
        self.tls = ssl.create_default_context(cafile=self.authority)
        self.host = Host.made()
        self.server = Server(self.folder, megabytes, host=self.host)
        self.pooler = Pooler(self.folder, self.server, pooler) if pooler else None
        door = (self.pooler or self.server).door
        self.link = Wire(self.host, self.server.port) if self.host and not pooler else Link(door)
        ports = free_ports(2)
        self.merchants = [Merchant(self, f"m{number + 1}", ports) for number in range(merchants)]
        # Many are asked seldom: all of it is to be done by two processors.
        self.often, self.seldom = ("500ms", "5s") if merchants <= 20 else ("10s", "60s")
        self.sandbox = None
        # The last one's way to the server can be cut.
        ways = [door] * (gateways - 1) + [self.link.door]
        self.gateways = [Gateway(self, number + 1, f"postgres://stockgate@{host}:{port}/postgres") for number, (host, port) in enumerate(ways)]
        # Gateways that would not answer.
        self.silent = set()

    def text(self, database, public, private):
        local = self.folder / "local"
        head = f"""\
database: {database}
secrets_key: "{base64.b64encode(KEY).decode()}"
public:
  listen: 127.0.0.1:{public}
  tls: {{certificate: {local}/server.pem, private_key: {local}/server.key}}
private:
  listen: 127.0.0.1:{private}
fleet: {{lease: {self.lease}s}}
log: {{level: notice}}
merchants:
"""
        return head + "".join(self.merchant_text(each) for each in self.merchants)

    def merchant_text(self, merchant):
        secret = f"whsec_{base64.b64encode(KEY).decode()}"
        return f"""\
  - name: {merchant.name}
    sources:
      - {{name: {merchant.source}, kind: wfirma, signing_secrets: ["{secret}"]}}
    wfirma: {{api_url: "{merchant.wfirma}", ca_file: {self.authority}, company_id: 1, access_key: sandbox-access, secret_key: sandbox-secret, app_key: sandbox-app}}
    allegro:
      - {{account: main, api_url: "{merchant.allegro}", auth_url: "{merchant.allegro}/auth/oauth", ca_file: {self.authority}, client_id: sandbox-client-{merchant.name}, client_secret: sandbox-secret, application: "Stockgate/1.0 (+https://example.pl)"}}
    safety: {{second_look: 2s, contradiction: 1s, command_patience: 10s, park_limit: 3s}}
    intervals: {{order_events: {self.often}, order_sweep: {self.seldom}, reconcile: {self.seldom}}}
    ksef_wait: 1s
"""

    def start(self):
        """Sides, accounts, gateways; returns once each merchant is worked."""
        with open(self.folder / "sandbox.log", "ab") as errors:
            self.sandbox = subprocess.Popen(
                [self.program, "sandbox", "--config", self.gateways[0].configuration, "--seed", str(self.seed), *(["--calm"] if self.calm else [])],
                stdout=subprocess.PIPE, stderr=errors, text=True)
        if not self.sandbox.stdout.readline().startswith("ready "):
            raise Failed("the sandbox did not start")
        # Most of it is a wait for the seller. The first one makes what all share.
        self.merchants[0].connect()
        self.each(lambda merchant: merchant.token or merchant.connect(), at_once=16)
        for gateway in self.gateways:
            gateway.start()
        until("each gateway works its share", self.is_even, self.patience)

    def each(self, act, at_once=4):
        """Does it for every merchant, several at a time; returns what each came to, and raises what the first that failed raised."""
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(act, self.merchants))

    @property
    def patience(self):
        """For shares to come to rest: merchants are handed over a few at a time."""
        return 30 + len(self.merchants)

    def leases(self):
        """By merchant: who works it, and the number of the tenure."""
        rows = self.server.ask("SELECT store, coalesce(holder, ''), epoch FROM stockgate_fleet.leases WHERE until > now()")
        return {store.removeprefix("merchant_"): (holder, int(epoch)) for store, holder, epoch in rows if store.startswith("merchant_")}

    def worked_by(self, gateway):
        return sorted(name for name, (holder, _) in self.leases().items() if gateway.process and gateway.name in holder)

    def is_even(self):
        shares = [len(self.worked_by(each)) for each in self.gateways if each.process]
        return sum(shares) == len(self.merchants) and max(shares) - min(shares) <= 1

    def worker(self, merchant):
        holder = self.leases().get(merchant.name, ("", 0))[0]
        return next((each for each in self.gateways if each.process and each.name in holder), None)

    def taken_over(self, before, gateway):
        """Waits until other gateways work all that this one worked; returns the seconds that it took."""
        lost = [name for name, (holder, _) in before.items() if gateway in holder]
        return until(
            "others take over", lambda: all(self.leases().get(name, ("", 0))[1] > before[name][1] for name in lost), self.lease + 10)

    def end(self, keep=False):
        for gateway in self.gateways:
            try:
                gateway.send(signal.SIGCONT) if gateway.process else None
            except ProcessLookupError:
                pass
            gateway.end()
        if self.sandbox:
            self.sandbox.kill()
            self.sandbox.wait()
        if self.pooler:
            self.pooler.stop()
        self.server.stop()
        if self.host:
            self.host.remove()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def told(text):
    print(text, flush=True)
