#!/usr/bin/env python3
"""(g) The console's pages over a large shop: 100 000 offers and 1 000 000 rows in the ledger; the time from a request to its answer's first byte."""
import http.client
import re
import sys
import time
import urllib.parse

from measuring import figures
from measuring.gateway import Gateway
from measuring.place import place

OFFERS, PRODUCTS, LEDGER, ORDERS = 100_000, 50_000, 1_000_000, 200_000
REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 150
DAY = 86_400_000_000
GOAL_MS, GOAL_KB, GOAL_CHANGE_MS = 50, 100, 300
PASSWORD = "kubek z uchem, 330 ml"


def numbers(count):
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "


def fill(gateway):
    """A shop of some years: offers of every state, one product or a multipack each, orders, documents, commands, problems."""
    now = int(time.time() * 1e6)
    offer = "(7700000000 + i)"
    # Every thousandth product moves much: the hardest page of a product or an offer is one of these.
    product = f"(CASE WHEN i % 50 = 0 THEN i % 40 + 1 ELSE i * 7919 % {PRODUCTS} + 1 END)"
    statements = [
        "INSERT OR IGNORE INTO warehouses (id, name, listed_at) VALUES ('1', 'Magazyn główny', 1), ('2', 'Sklep', 1)",
        numbers(PRODUCTS) + "INSERT INTO products (id, code, ean, name, search) SELECT i, 'T-' || i, '59012' || printf('%08d', i),"
        " 'Kubek wzór ' || i, 'kubek wzor ' || i || char(10) || 't-' || i || char(10) || '59012' || printf('%08d', i) FROM n",
        "INSERT INTO levels (product, warehouse, amount, is_doubted, unexplained)"
        " SELECT p.id, w.id, (abs(random()) % 90) * 10000, 0, 0 FROM products p, warehouses w",
        numbers(LEDGER // 5) + "INSERT INTO deliveries (id, source, kind, trust, key, digest, format, received_at, state, settled_at)"
        f" SELECT printf('01A%023d', i), 'wfirma', 'wfirma', 'signed', 'old-' || i, randomblob(32), 'json', {now} - ({LEDGER // 5} - i) * 300000000,"
        " 'applied', 1 FROM n",
        numbers(LEDGER // 5) + "INSERT INTO documents (id, family, kind, name, version_number, warehouse, is_deleted, known_at)"
        f" SELECT 'd-' || i, 'd-' || i, CASE i % 3 WHEN 0 THEN 'release' ELSE 'receipt' END, 'PZ ' || i || '/2025', 1, '1', 0,"
        f" {now} - ({LEDGER // 5} - i) * 300000000 FROM n",
        numbers(LEDGER) + "INSERT INTO ledger (product, warehouse, delta, cause, document, version_number, family, known_at, delivery)"
        f" SELECT {product}, i % 2 + 1, CASE i / 5 % 3 WHEN 0 THEN -10000 ELSE 10000 END, 'document', 'd-' || (i / 5 + 1), 1, 'd-' || (i / 5 + 1),"
        f" {now} - ({LEDGER} - i) * 60000000, i / 5 FROM n WHERE i < {LEDGER}",
        numbers(OFFERS) + f"INSERT INTO offers (id, account, name, search, format, status, ended_by, external_id, is_fulfilled_by_allegro, shown_low,"
        f" shown_high, read_at, is_synchronised, changed_at, ended_at) SELECT {offer}, 'main', 'Kubek wzór ' || (i * 7919 % {PRODUCTS} + 1) || ', wariant ' || i,"
        f" 'kubek wzor ' || (i * 7919 % {PRODUCTS} + 1) || ', wariant ' || i || char(10) || {offer} || char(10) || 't-' || i,"
        " CASE WHEN i % 97 = 0 THEN 'auction' ELSE 'buy_now' END,"
        " CASE WHEN i % 100 = 0 THEN 'archived' WHEN i % 10 = 0 THEN 'ended' ELSE 'active' END, CASE WHEN i % 10 = 0 AND i % 100 <> 0 THEN"
        f" (CASE i % 3 WHEN 0 THEN 'gateway' WHEN 1 THEN 'hand' ELSE 'sold_out' END) END, 'T-' || i, 0, i % 90, i % 90, {now}, i % 5 < 3,"
        f" CASE WHEN i % 3 > 0 THEN {now} - (i * 7919 % 100000) * 86400000 END, CASE WHEN i % 10 = 0 THEN {now} END FROM n",
        numbers(OFFERS) + f"INSERT INTO offer_components (offer, product, units) SELECT {offer}, {product}, i % 7 / 6 + 1 FROM n WHERE i % 20 > 0",
        numbers(ORDERS) + "INSERT INTO orders (id, account, status, fulfilment, bought_at, currency, total, parties, first_seen_at)"
        " SELECT printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i), 'main', CASE WHEN i % 50 = 0 THEN 'cancelled' ELSE 'ready' END,"
        f" CASE WHEN i > {ORDERS} - 400 THEN 'new' ELSE 'sent' END, {now} - ({ORDERS} - i) * 400000000, 'PLN', 4999 + i % 20000, NULL, {now} FROM n",
        "INSERT INTO order_lines (id, order_id, position, offer, offer_name, quantity, price, currency, bought_at)"
        f" SELECT 'l-' || id, id, 0, 7700000001 + abs(random()) % {OFFERS}, 'Kubek', 1 + abs(random()) % 3, 4999, 'PLN', bought_at FROM orders",
        "INSERT INTO reservations (line, product, pieces, closed) SELECT l.id, c.product, l.quantity, CASE WHEN o.fulfilment = 'new' THEN 0 ELSE"
        " l.quantity END FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN offer_components c ON c.offer = l.offer",
        numbers(150_000) + "INSERT INTO commands (id, account, action, value, rank, state, written_at, sent_at, settled_at, due_at)"
        f" SELECT printf('%08x-0000-4000-8000-%012x', i, i), 'main', 'gain', -1, 0, 'settled', {now} - (150000 - i) * 60000000,"
        f" {now} - (150000 - i) * 60000000, {now} - (150000 - i) * 60000000 + 500000, 0 FROM n",
        numbers(150_000) + "INSERT INTO command_offers (command, offer, since, outcome)"
        f" SELECT printf('%08x-0000-4000-8000-%012x', i, i), 7700000001 + i * 7919 % {OFFERS}, 0, 'success' FROM n",
        numbers(400) + "INSERT INTO problems (kind, subject, what, what_pl, why, why_pl, since)"
        f" SELECT 'command_refused', 7700000000 + i * 211, 'Allegro refuses', 'Allegro odmawia', 'why', 'dlaczego', {now} - i * 1000000 FROM n",
        numbers(2000) + f"INSERT INTO drifts (subject, name, expected, found, at) SELECT 'offer', 7700000000 + i * 31, 'active 5', 'active 4', {now} - i * 9000000 FROM n",
        numbers(3000) + f"INSERT INTO audit (at, who, deed, subject, outcome) SELECT {now} - i * 1000000, 'Ala', 'sync_on', 'offers: 3', 'enabled=3' FROM n",
    ]
    with gateway.store() as store:
        store.execute("PRAGMA foreign_keys = OFF")
        store.execute("BEGIN")
        for statement in statements:
            store.execute(statement)
        store.execute("COMMIT")
        busy = store.execute("SELECT product, count(*) FROM ledger GROUP BY product ORDER BY 2 DESC LIMIT 1").fetchone()[0]
        busy_offer = store.execute("SELECT offer FROM offer_components WHERE product = ? LIMIT 1", [busy]).fetchone()[0]
        middle = store.execute("SELECT id FROM offers ORDER BY search, id LIMIT 1 OFFSET 60000").fetchone()[0]
        late = store.execute("SELECT id, bought_at FROM orders ORDER BY bought_at LIMIT 1 OFFSET 50000").fetchone()
    return busy, busy_offer, middle, late


class Browser:
    """A signed-in person on one kept connection."""

    def __init__(self, gateway):
        host = urllib.parse.urlsplit(gateway.private)
        self.origin = gateway.private
        self.connection = http.client.HTTPSConnection(host.hostname, host.port, context=gateway.tls, timeout=30)
        self.cookies = {}

    def ask(self, method, path, body=None):
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"content-type": "application/x-www-form-urlencoded", "origin": self.origin}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        took = (time.perf_counter() - began) * 1000
        for field in answer.headers.get_all("set-cookie") or []:
            name, value = field.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.read(), took

    def sign_in(self, token):
        status, _, _ = self.ask("POST", "/set-up", urllib.parse.urlencode({"token": token, "password": PASSWORD, "again": PASSWORD}))
        if status != 303:
            raise SystemExit(f"bench: signing in was answered {status}")


def follow(gateway, browser, offer, rounds=25):
    """From a write of another process to a page that shows it, as the console's script does: told by the stream, asked for anew."""
    host = urllib.parse.urlsplit(gateway.private)
    stream = http.client.HTTPSConnection(host.hostname, host.port, context=gateway.tls, timeout=30)
    stream.request("GET", "/changes", headers={"cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())})
    told = stream.getresponse()
    times = []
    for number in range(500, 500 + rounds):
        with gateway.store() as store:
            store.execute("UPDATE offers SET shown_low = ?1, shown_high = ?1 WHERE id = ?2", [number, offer])
        began = time.perf_counter()
        while True:
            while not told.readline().startswith(b"event: changed"):
                pass
            if f">{number}<" in browser.ask("GET", f"/offers?q={offer}")[1].decode():
                break
        times.append((time.perf_counter() - began) * 1000)
    stream.close()
    return times


def pages(busy, busy_offer, middle, late):
    return [
        ("Pulpit", "/"), ("Aukcje", "/offers"), ("Aukcje, sorted by change", "/offers?order=change"),
        ("Aukcje, synchronised", "/offers?sync=1"), ("Aukcje, ended", "/offers?status=ended"), ("Aukcje, archived", "/offers?status=archived"),
        ("Aukcje, not linked", "/offers?linked=0"), ("Aukcje, auctions by change", "/offers?format=auction&order=change"),
        ("Aukcje, with problems", "/offers?problem=1"), ("Aukcje, without problems", "/offers?problem=0"),
        ("Aukcje, problems first", "/offers?order=problems"),
        ("Aukcje, of a product", f"/offers?product={busy}"), ("Aukcje, a text of many", "/offers?q=wariant+5"),
        ("Aukcje, a text of none", "/offers?q=filizanka"), ("Aukcje, a text of none by change", "/offers?q=filizanka&order=change"),
        ("Aukcje, 60 000 down", f"/offers?after={middle}"), ("Aukcje, 60 000 down by change", f"/offers?after={middle}&order=change"),
        ("Oferta", f"/offers/{busy_offer}"), ("Oferta, 30 days", f"/offers/{busy_offer}?days=30"), ("Produkty", "/products"),
        ("Produkty, a text of none", "/products?q=filizanka"), ("Produkt", f"/products/{busy}"), ("Zamówienia", "/orders"),
        ("Zamówienia, cancelled", "/orders?status=cancelled"), ("Zamówienia, 150 000 down", f"/orders?after={late[1]}.{late[0]}"),
        ("Problemy", "/problems"), ("Powiadomienia", "/deliveries"), ("Powiązania", "/links"), ("Dziennik", "/audit"), ("Ustawienia", "/settings"),
    ]


def main():
    with place() as here:
        gateway = Gateway(here, "gateway")
        with gateway.running():
            began = time.monotonic()
            found = fill(gateway)
            print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
            browser = Browser(gateway)
            browser.sign_in(gateway.call("user", "invite", "--name", "Ala", "--role", "admin").strip())
            rows = []
            for name, path in pages(*found):
                status, body, first = browser.ask("GET", path)
                if status != 200:
                    print(f"  {name}: {status} {re.sub('<[^>]*>', ' ', body.decode())[-200:]}", flush=True)
                    continue
                times = [browser.ask("GET", path)[2] for _ in range(REQUESTS)]
                print(f"  {name}: {figures.median(times):.1f} ms, {figures.percentile(times, 0.99):.1f} ms", flush=True)
                rows.append((name, path, first, figures.median(times), figures.percentile(times, 0.99), len(body)))
            changes = follow(gateway, browser, found[1])
    figures.table(
        f"First byte of each page, {REQUESTS} requests one after another, {OFFERS} offers, {LEDGER} rows of the ledger, {ORDERS} orders",
        ["page", "p50 ms", "p99 ms", "KB", "met"],
        [[name, f"{middle:.1f}", f"{late:.1f}", f"{size / 1000:.0f}", figures.met(late < GOAL_MS and size < GOAL_KB * 1000)]
         for name, _, _, middle, late, size in rows])
    figures.table("Pages, against their goals", ["figure", "reached", "goal", "met"], [
        ["slowest page, p99 of the first byte", f"{max(row[4] for row in rows):.0f} ms", f"{GOAL_MS} ms", figures.met(max(row[4] for row in rows) < GOAL_MS)],
        ["largest page", f"{max(row[5] for row in rows) / 1000:.0f} KB", f"{GOAL_KB} KB", figures.met(max(row[5] for row in rows) < GOAL_KB * 1000)],
        ["another process's write to a page that shows it, p50", f"{figures.median(changes):.0f} ms", "–", "–"],
        ["the same, the slowest of 25", f"{max(changes):.0f} ms", f"{GOAL_CHANGE_MS} ms", figures.met(max(changes) < GOAL_CHANGE_MS)]])
    figures.keep("pages", {
        "reached": {"change_ms": max(changes), "p99_ms": max(row[4] for row in rows), "largest_kb": max(row[5] for row in rows) / 1000},
        "pages": [dict(zip(("name", "path", "first_ms", "p50_ms", "p99_ms", "bytes"), row)) for row in rows]})


if __name__ == "__main__":
    main()
