extension Migration {
    /// Products, warehouses, documents, and the ledger whose entries are only ever added. Amounts are ten-thousandths of a piece.
    static let stock = Migration(
        name: "stock",
        sql: """
            CREATE TABLE products (
                id TEXT PRIMARY KEY CHECK (id <> ''),
                code TEXT NOT NULL,
                ean TEXT NOT NULL,
                name TEXT NOT NULL,
                -- Its name, code and EAN as `SearchText` folds them.
                search TEXT NOT NULL DEFAULT '',
                -- Since when wFirma lists it no longer.
                gone_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX products_by_code ON products (code);
            CREATE INDEX products_by_ean ON products (ean);
            CREATE TABLE warehouses (
                id TEXT PRIMARY KEY CHECK (id <> ''),
                name TEXT NOT NULL,
                is_counted INTEGER NOT NULL DEFAULT 1 CHECK (is_counted IN (0, 1)),
                -- When wFirma first listed it; NULL: only a document named it.
                listed_at INTEGER,
                -- Since when its list holds it no longer.
                gone_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE levels (
                product TEXT NOT NULL REFERENCES products (id),
                warehouse TEXT NOT NULL REFERENCES warehouses (id),
                amount INTEGER NOT NULL,
                reading_from INTEGER,
                reading_to INTEGER CHECK ((reading_to IS NULL) = (reading_from IS NULL)),
                suspected_amount INTEGER,
                suspected_at INTEGER CHECK ((suspected_at IS NULL) = (suspected_amount IS NULL)),
                is_doubted INTEGER NOT NULL CHECK (is_doubted IN (0, 1)),
                unexplained INTEGER NOT NULL,
                noticed_at INTEGER,
                corrected_at INTEGER,
                guessed INTEGER NOT NULL,
                doubled INTEGER NOT NULL DEFAULT 0,
                -- The number of the whole comparison that did not confirm it.
                left_out INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (product, warehouse)
            ) STRICT, WITHOUT ROWID;
            -- The last whole comparison. Every level but those that it left out was read by it and found as it is: one row says so of all.
            CREATE TABLE stock_comparison (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                number INTEGER NOT NULL,
                reading_from INTEGER NOT NULL,
                reading_to INTEGER NOT NULL
            ) STRICT;
            INSERT INTO stock_comparison (id, number, reading_from, reading_to) VALUES (1, 0, 0, 0);
            CREATE TABLE documents (
                id TEXT PRIMARY KEY CHECK (id <> ''),
                family TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('receipt', 'release', 'transfer')),
                name TEXT NOT NULL,
                version_number INTEGER,
                version_modified INTEGER,
                warehouse TEXT NOT NULL,
                warehouse_to TEXT CHECK ((warehouse_to IS NOT NULL) = (kind = 'transfer')),
                corrects TEXT,
                is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
                external_id TEXT,
                invoice TEXT,
                recorded_at INTEGER,
                known_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX documents_by_family ON documents (family);
            CREATE INDEX documents_by_external_id ON documents (external_id) WHERE external_id IS NOT NULL;
            CREATE INDEX documents_by_invoice ON documents (invoice) WHERE invoice IS NOT NULL;
            CREATE TABLE document_lines (
                document TEXT NOT NULL REFERENCES documents (id),
                line INTEGER NOT NULL,
                product TEXT NOT NULL REFERENCES products (id),
                count INTEGER NOT NULL,
                PRIMARY KEY (document, line)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX document_lines_by_product ON document_lines (product, count);
            CREATE TABLE ledger (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                product TEXT NOT NULL,
                warehouse TEXT NOT NULL,
                delta INTEGER NOT NULL CHECK (delta <> 0),
                cause TEXT NOT NULL CHECK (cause IN ('opening', 'document', 'explained', 'reading', 'notice')),
                document TEXT CHECK ((document IS NOT NULL) = (cause IN ('document', 'explained'))),
                version_number INTEGER,
                version_modified INTEGER,
                family TEXT CHECK ((family IS NULL) = (document IS NULL)),
                recorded_at INTEGER,
                known_at INTEGER NOT NULL,
                delivery INTEGER,
                FOREIGN KEY (product, warehouse) REFERENCES levels (product, warehouse)
            ) STRICT;
            CREATE INDEX ledger_by_level ON ledger (product, warehouse, sequence);
            CREATE INDEX ledger_by_family ON ledger (family) WHERE family IS NOT NULL;
            -- Products whose readings wait for a document (`docs/reservations.md`): a fall that a release of an open order may explain, or an
            -- invoice of ours whose release is not here yet. At the bound the smaller number counts.
            CREATE TABLE parkings (
                product TEXT PRIMARY KEY REFERENCES products (id),
                since INTEGER NOT NULL,
                until INTEGER NOT NULL,
                -- When the product's newest documents were fetched meanwhile; NULL: not yet.
                fetched_at INTEGER
            ) STRICT, WITHOUT ROWID;
            -- Products that rise without a reason while releases of orders stand: until then wFirma's word on those is awaited.
            CREATE TABLE rise_checks (
                product TEXT PRIMARY KEY REFERENCES products (id),
                until INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            -- Products to be read in every warehouse: known ones again, and ones that something named before wFirma listed them.
            CREATE TABLE looks (
                product TEXT PRIMARY KEY CHECK (product <> ''),
                due_at INTEGER NOT NULL,
                leased_until INTEGER NOT NULL DEFAULT 0,
                -- How often it could not be read.
                attempts INTEGER NOT NULL DEFAULT 0
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX looks_due ON looks (due_at, leased_until);
            -- Dead letters that are applied after all once wFirma lists the product.
            CREATE TABLE awaited_products (
                product TEXT NOT NULL CHECK (product <> ''),
                delivery INTEGER NOT NULL REFERENCES deliveries (sequence) ON DELETE CASCADE,
                PRIMARY KEY (product, delivery)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX awaited_products_by_delivery ON awaited_products (delivery);
            """)
}
