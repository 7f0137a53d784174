"""A gateway under test: `stockgate serve` of the release build, its metrics and its store."""
import contextlib
import sqlite3
import ssl
import subprocess
import time
import urllib.request

from .place import BUILD, SIGNING_SECRET
from .processes import announced, server

STOCKGATE = str(BUILD / "stockgate")


class Gateway:
    """One gateway's files, in a folder of its own, and its process while it runs."""

    def __init__(self, place, name, sandbox=None, scale=1):
        self.place = place
        self.folder = place.folder / name
        self.folder.mkdir()
        self.database = self.folder / "stockgate.db"
        self.log = self.folder / "stockgate.log"
        self.configuration = self.folder / "stockgate.yaml"
        # Without a sandbox there is nobody on the other side: a port on which nobody listens.
        wfirma = sandbox.wfirma if sandbox else "https://127.0.0.1:9"
        self.configuration.write_text(f"""
database: {self.database}
secrets_key: "for benchmarks and nothing else"
public: {{listen: "127.0.0.1:0", tls: {{certificate: {place.certificate}, private_key: {place.key}}}}}
private: {{listen: "127.0.0.1:0"}}
sources:
  - {{name: wfirma, kind: wfirma, signing_secrets: ["{SIGNING_SECRET}"]}}
wfirma: {{api_url: "{wfirma}", ca_file: {place.certificate}, company_id: "1", access_key: sandbox-access, secret_key: sandbox-secret, app_key: sandbox-app}}
{self._accounts(sandbox, scale)}
log: {{level: warning}}
""")
        self.server = None
        self.tls = ssl.create_default_context(cafile=str(place.certificate))

    def _accounts(self, sandbox, scale):
        if not sandbox:
            return "allegro: []"
        return (f'allegro: [{{account: main, api_url: "{sandbox.allegro}", auth_url: "{sandbox.allegro}/auth/oauth", '
                f'ca_file: {self.place.certificate}, client_id: sandbox-client, client_secret: sandbox-secret, '
                f'application: "Stockgate/1.0 (+https://example.pl)", requests_per_minute: {9000 * scale}, changes_per_minute: {9000 * scale}}}]')

    def call(self, *words):
        """Another command of the program on the same configuration; returns its standard output."""
        done = subprocess.run([STOCKGATE, *words, "--config", str(self.configuration)], capture_output=True, text=True, timeout=600)
        if done.returncode:
            raise SystemExit(f"bench: stockgate {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    @contextlib.contextmanager
    def running(self):
        with open(self.log, "ab") as log, server(
                "stockgate", [STOCKGATE, "serve", "--config", str(self.configuration)], log=log, waits=False,
                stdout=subprocess.PIPE) as started:
            addresses = announced(started)
            self.public, self.private = addresses["public"], addresses["private"]
            started.port = int(self.public.rsplit(":", 1)[1])
            self.server = started
            yield self

    def metrics(self):
        """All series of /metrics by name and labels."""
        with urllib.request.urlopen(f"{self.private}/metrics", context=self.tls, timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}

    @contextlib.contextmanager
    def store(self):
        """The store's file, opened beside the gateway."""
        connection = sqlite3.connect(self.database, timeout=30, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    def wait_until(self, question, answer, limit):
        """Waits until a query of the store gives this answer; returns how long that took, in seconds."""
        began = time.monotonic()
        with self.store() as store:
            while True:
                found = store.execute(question).fetchone()[0]
                if found == answer:
                    return time.monotonic() - began
                if time.monotonic() - began > limit:
                    raise SystemExit(f"bench: after {limit} s '{question}' gives {found}, not {answer}; see {self.log}")
                time.sleep(0.1)

    def drain(self, limit=180):
        """Waits until every delivery is applied."""
        return self.wait_until("SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'accepted' AND state <> 'applied')", 0, limit)

    def know_products(self, count):
        """Makes products known, as a first comparison with wFirma would."""
        with self.store() as store:
            store.execute(f"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                INSERT OR IGNORE INTO products (id, code, ean, name) SELECT i, 'T-' || i, '', 'Towar ' || i FROM n""")


