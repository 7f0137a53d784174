"""The simulated Allegro and wFirma as a process of their own, driven by their routes under /sandbox/."""
import contextlib
import http.client
import json
import ssl
import subprocess

from .place import BUILD
from .processes import announced, server


class Sandbox:
    def __init__(self, place, addresses):
        self.allegro, self.wfirma = addresses["allegro"], addresses["wfirma"]
        host = self.allegro.removeprefix("https://")
        self.connection = http.client.HTTPSConnection(host, context=ssl.create_default_context(cafile=str(place.certificate)), timeout=60)

    def call(self, method, path, body=None):
        self.connection.request(method, f"/sandbox/{path}", json.dumps(body) if body is not None else None)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"bench: the sandbox answers {answer.status} to {method} {path}: {text.decode()}")
        return json.loads(text) if text else None


@contextlib.contextmanager
def sandbox(place, offers, pieces, lowest_stock, highest_stock, scale=1):
    """`offers` offers that show `pieces`, each of a good of its own whose stock goes round from lowest to highest."""
    command = [str(BUILD / "stockgate-bench"), "--certificate", str(place.certificate), "--key", str(place.key), "--offers", str(offers),
               "--pieces", str(pieces), "--lowest-stock", str(lowest_stock), "--highest-stock", str(highest_stock), "--scale", str(scale)]
    with server("sandbox", command, waits=False, stdout=subprocess.PIPE) as started:
        made = Sandbox(place, announced(started))
        made.server = started
        yield made


def imported(gateway, sandbox, offers, limit=900):
    """Connects the gateway and waits until it knows every good and every offer; returns how long that took, in seconds."""
    return max(gateway.wait_until("SELECT count(*) FROM levels WHERE reading_to IS NOT NULL", offers, limit),
               gateway.wait_until("SELECT count(*) FROM offers WHERE read_at IS NOT NULL", offers, limit))


def link_all(gateway, first_good=1, first_offer=8_000_000_001):
    """Links each offer to its good and switches its sync on, as a person would do in the console, in one transaction."""
    with gateway.store() as store:
        store.execute("BEGIN IMMEDIATE")
        store.execute(
            "INSERT INTO offer_components (offer, product, units)"
            " SELECT o.id, p.id, 1 FROM offers o JOIN products p ON p.id = cast(cast(o.id AS INTEGER) - ? AS TEXT)", [first_offer - first_good])
        store.execute(
            "UPDATE offers SET is_synchronised = 1, dirty_rank = 1, dirty_at = cast(strftime('%s') AS INTEGER) * 1000000"
            " WHERE id IN (SELECT offer FROM offer_components)")
        store.execute("COMMIT")
