"""A process of several merchants, running, each with an offer of its own. Nobody plays their other sides: what is shown was known before the start."""

import re
import sqlite3
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import shop as the

OFFERS = {"kubki": ("7700000001", "Kubek w kropki"), "lampy": ("7700000002", "Lampa biurkowa")}


class Agency:
    """The console's address, where a merchant's name is asked for; each merchant is a shop below it."""

    def __init__(self, base, configuration):
        self.base = base
        self.shops = {name: Merchant(f"{base}/m/{name}", configuration, name) for name in OFFERS}


class Merchant(the.Shop):
    def __init__(self, base, configuration, name):
        super().__init__(base, configuration)
        self.name = name

    def run(self, *arguments):
        return super().run(*arguments, "--merchant", self.name)


def write(folder):
    """The configuration, in a folder with a certificate of its own. Returns its path."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(folder / "key.pem"), "-out", str(folder / "chain.pem")],
        check=True, capture_output=True)
    merchants = "".join(f"""
  - name: {name}
    sources: []
    wfirma: {{api_url: "https://127.0.0.1:9", company_id: {name}, access_key: a, secret_key: s, app_key: k}}
""" for name in OFFERS)
    path = folder / "stockgate.yaml"
    path.write_text(f"""
database: stockgate.db
secrets_key: "for browser tests and nothing else"
public: {{listen: "127.0.0.1:0", tls: {{certificate: chain.pem, private_key: key.pem}}}}
private: {{listen: "127.0.0.1:0"}}
log: {{level: error}}
merchants:{merchants}""")
    return path


def put_offers(folder):
    for name, (offer, title) in OFFERS.items():
        with sqlite3.connect(folder / f"{name}.db", timeout=30) as store:
            store.execute(
                "INSERT INTO offers (id, account, name, search, format, status, is_fulfilled_by_allegro, shown_low, shown_high)"
                " VALUES (?, 'main', ?, ?, 'buy_now', 'active', 0, 5, 5)", (offer, title, f"{title.lower()} {offer}"))


@contextmanager
def agency():
    with tempfile.TemporaryDirectory(prefix="stockgate-agency-") as place:
        folder = Path(place)
        configuration = write(folder)
        process = subprocess.Popen([the.BINARY, "serve", "--config", str(configuration)], stdout=subprocess.PIPE, text=True)
        try:
            found = re.search(r"private=(https://\S+)", process.stdout.readline())
            if not found:
                raise AssertionError("serve did not get ready")
            running = Agency(found.group(1), str(configuration))
            # A command opens the store, and so makes its tables.
            running.tokens = {name: shop.invite("Ala" if name == "kubki" else "Ola", "admin") for name, shop in running.shops.items()}
            put_offers(folder)
            yield running
        finally:
            process.terminate()
            process.wait(timeout=30)
