#!/usr/bin/env python3
"""(d) What a delivery costs in CPU, from its bytes to the ledger, with 10 000 and with 1 000 000 rows in the ledger."""
from measuring import figures, load
from measuring.gateway import Gateway
from measuring.place import place

ROUNDS = 5
SECONDS = 5
PRODUCTS = 5000
SIZES = (10_000, 1_000_000)


def fill(gateway, rows):
    """A ledger that `rows` documents of one line have filled; their deliveries are known by key and digest, their bodies dropped by age."""
    with gateway.store() as store:
        store.execute("BEGIN")
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
        product = f"(i * 7919 % {PRODUCTS} + 1)"
        store.execute("INSERT OR IGNORE INTO warehouses (id, name) VALUES ('1', 'Magazyn')")
        store.execute(
            f"INSERT INTO levels (product, warehouse, amount, is_doubted, unexplained) SELECT id, '1', {rows // PRODUCTS} * 10000, 0, 0 FROM products")
        store.execute(
            numbers + "INSERT INTO deliveries (id, source, kind, trust, key, digest, format, received_at, state, settled_at)"
            "  SELECT printf('01A%023d', i), 'wfirma', 'wfirma', 'signed', 'old-' || i, randomblob(32), 'json', i, 'applied', i FROM n")
        store.execute(
            numbers + "INSERT INTO documents (id, family, kind, name, version_number, warehouse, is_deleted, known_at)"
            "  SELECT 'old-' || i, 'old-' || i, 'receipt', 'PZ ' || i || '/2025', 1, '1', 0, i FROM n")
        store.execute(numbers + f"INSERT INTO document_lines (document, line, product, count) SELECT 'old-' || i, 0, {product}, 10000 FROM n")
        store.execute(
            numbers + "INSERT INTO ledger (product, warehouse, delta, cause, document, version_number, family, known_at, delivery)"
            f"  SELECT {product}, '1', 10000, 'document', 'old-' || i, 1, 'old-' || i, i, i FROM n")
        store.execute("COMMIT")


def round_of(gateway):
    before = gateway.server.cpu_seconds()
    found = load.documents(gateway.server.url, SECONDS, "standard", products=PRODUCTS)
    gateway.drain()
    return {"deliveries": found["requests"], "cpu_us": (gateway.server.cpu_seconds() - before) / found["requests"] * 1e6, "rate": found["rate"]}


def main():
    with place() as here:
        gateways = [Gateway(here, f"gateway-{size}") for size in SIZES]
        with gateways[0].running(), gateways[1].running():
            for gateway, size in zip(gateways, SIZES):
                gateway.know_products(PRODUCTS)
                fill(gateway, size)
                load.documents(gateway.server.url, 2, "standard", products=PRODUCTS)
                gateway.drain()
            rounds = [[], []]
            for number in range(ROUNDS):
                for gateway, each in zip(gateways, rounds):
                    each.append(round_of(gateway))
                print(f"  round {number + 1}: " + ", ".join(f"{each[-1]['cpu_us']:.0f} µs" for each in rounds), flush=True)
    figures.table(
        f"Intake and apply together, medians of {ROUNDS} rounds of {SECONDS} s", ["rows in the ledger", "CPU µs per delivery", "per second at the door"],
        [[f"{size:,}".replace(",", " "), f"{figures.middle(each, 'cpu_us'):.0f}", f"{figures.middle(each, 'rate'):.0f}"] for size, each in zip(SIZES, rounds)])
    ratio = figures.median(large["cpu_us"] / small["cpu_us"] for small, large in zip(*rounds))
    figures.table("Ledger, against its goal", ["figure", "reached", "goal", "met"],
                  [["CPU per delivery, the large ledger to the small", f"{ratio:.2f}", "≤ 1.2", figures.met(ratio <= 1.2)]])
    figures.keep("ledger", {"reached": {"cpu_ratio": ratio}, "rounds": dict(zip(map(str, SIZES), rounds))})


main()
