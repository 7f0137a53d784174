PRAGMA page_size = 8192;
PRAGMA application_id = 1398032193;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE deliveries (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 26),
    source TEXT NOT NULL CHECK (source <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('wfirma', 'allegro')),
    trust TEXT NOT NULL CHECK (trust IN ('signed', 'certified', 'keyed', 'polled')),
    key TEXT CHECK (key IS NULL OR (key <> '' AND state <> 'rejected')),
    rejected_key TEXT CHECK (rejected_key IS NULL OR state = 'rejected'),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    format TEXT NOT NULL CHECK (format IN ('json', 'xml')),
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'applied', 'dead', 'rejected')),
    reason TEXT CHECK (reason IS NOT NULL OR state NOT IN ('dead', 'rejected')),
    pointer TEXT,
    settled_at INTEGER CHECK (settled_at IS NOT NULL OR state = 'accepted')
) STRICT;
CREATE TABLE delivery_bodies (
    sequence INTEGER PRIMARY KEY REFERENCES deliveries (sequence) ON DELETE CASCADE,
    headers TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    scope TEXT NOT NULL CHECK (scope IN ('read', 'operate', 'admin')),
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE TABLE settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    fetch_orders INTEGER NOT NULL DEFAULT 0 CHECK (fetch_orders IN (0, 1)),
    issue_invoices INTEGER NOT NULL DEFAULT 0 CHECK (issue_invoices IN (0, 1)),
    frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
    -- The shop leaves: frozen once relisting is given back (R45).
    is_leaving INTEGER NOT NULL DEFAULT 0 CHECK (is_leaving IN (0, 1))
) STRICT;
CREATE TABLE account_settings (
    account TEXT PRIMARY KEY CHECK (account <> ''),
    start_date TEXT CHECK (start_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    document TEXT NOT NULL CHECK (
        document IN ('invoice', 'receipt', 'proof', 'receipt_or_invoice', 'proof_or_invoice', 'other_program')),
    document_delay INTEGER NOT NULL CHECK (document_delay >= 0)
, document_status TEXT CHECK (
    document_status IN ('PROCESSING', 'READY_FOR_SHIPMENT', 'READY_FOR_PICKUP', 'SENT', 'PICKED_UP'))) STRICT, WITHOUT ROWID;
CREATE TABLE sealed_secrets (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    box BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE wishes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind <> ''),
    body TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    taken_at INTEGER,
    answer TEXT CHECK ((answer IS NULL) = (answered_at IS NULL)),
    granted INTEGER CHECK (granted IN (0, 1)),
    answered_at INTEGER CHECK (answered_at IS NULL OR granted IS NOT NULL)
) STRICT;
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
CREATE TABLE stock_comparison (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    reading_from INTEGER NOT NULL,
    reading_to INTEGER NOT NULL
) STRICT;
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
CREATE TABLE document_lines (
    document TEXT NOT NULL REFERENCES documents (id),
    line INTEGER NOT NULL,
    product TEXT NOT NULL REFERENCES products (id),
    count INTEGER NOT NULL,
    PRIMARY KEY (document, line)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE parkings (
    product TEXT PRIMARY KEY REFERENCES products (id),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    -- When the product's newest documents were fetched meanwhile; NULL: not yet.
    fetched_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE rise_checks (
    product TEXT PRIMARY KEY REFERENCES products (id),
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE looks (
    product TEXT PRIMARY KEY CHECK (product <> ''),
    due_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0,
    -- How often it could not be read.
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE awaited_products (
    product TEXT NOT NULL CHECK (product <> ''),
    delivery INTEGER NOT NULL REFERENCES deliveries (sequence) ON DELETE CASCADE,
    PRIMARY KEY (product, delivery)
) STRICT, WITHOUT ROWID;
CREATE TABLE offers (
    id TEXT PRIMARY KEY CHECK (id <> ''),
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Its name, id and external id as `SearchText` folds them.
    search TEXT NOT NULL DEFAULT '',
    format TEXT NOT NULL CHECK (format IN ('buy_now', 'auction', 'advertisement')),
    status TEXT NOT NULL CHECK (status IN ('inactive', 'activating', 'active', 'ended', 'archived')),
    ended_by TEXT CHECK (ended_by IN
        ('gateway', 'pause', 'sold_out', 'hand', 'expired', 'moderation', 'detached', 'error', 'unknown')),
    external_id TEXT,
    image_url TEXT,
    is_fulfilled_by_allegro INTEGER NOT NULL CHECK (is_fulfilled_by_allegro IN (0, 1)),
    -- `publication.republish` before sync was switched on, to be given back (R15, R45).
    republish_was INTEGER CHECK (republish_was IN (0, 1)),
    shown_low INTEGER CHECK (shown_low >= 0),
    shown_high INTEGER CHECK (shown_high >= shown_low),
    read_at INTEGER,
    contradicted_at INTEGER,
    contradicted_again_at INTEGER,
    is_synchronised INTEGER NOT NULL DEFAULT 0 CHECK (is_synchronised IN (0, 1)),
    auto_close INTEGER NOT NULL DEFAULT 0 CHECK (auto_close IN (0, 1)),
    auto_resume INTEGER NOT NULL DEFAULT 0 CHECK (auto_resume IN (0, 1)),
    buffer INTEGER NOT NULL DEFAULT 0 CHECK (buffer >= 0),
    cap INTEGER CHECK (cap >= 0),
    -- The window of the last reading that was taken as knowledge: a sale after it lowers what is shown, one before it is in it.
    sighted_from INTEGER,
    sighted_to INTEGER,
    -- When Allegro said it ended: 60 days later it is archived.
    ended_at INTEGER,
    -- What it last showed while it ran: an auto-resume brings back no more (R11).
    last_quantity INTEGER,
    -- The number that it carries on Allegro while it is ended.
    kept_quantity INTEGER,
    -- Its products' stock rose since it ended: what an auto-resume waits for (R11).
    has_receipt INTEGER NOT NULL DEFAULT 0 CHECK (has_receipt IN (0, 1)),
    -- What a person asked for by hand, until it is done (R10).
    wish TEXT CHECK (wish IN ('end', 'resume')),
    -- Przerwa: ended until it is switched on again (R44).
    is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    -- The brake: its end is held and it shows 1; a person dropped the end until the product's stock changes, or let it go (R30, R41).
    hold TEXT CHECK (hold IN ('held', 'dropped', 'released')),
    -- When an END that no order explains was last written: what the brake counts.
    suspect_end_at INTEGER,
    -- Changes by a foreign hand in a row (R29), when the last one was seen, and whether the tug-of-war has stopped.
    foreign_changes INTEGER NOT NULL DEFAULT 0,
    foreign_at INTEGER,
    is_contested INTEGER NOT NULL DEFAULT 0 CHECK (is_contested IN (0, 1)),
    -- Since when it may differ from its target, and whether its product fell (0) or not (1): what prevents overselling is planned first (R31).
    dirty_at INTEGER,
    dirty_rank INTEGER CHECK ((dirty_rank IS NULL) = (dirty_at IS NULL)),
    -- When it is to be read back.
    look_at INTEGER,
    end_sent_at INTEGER,
    activate_sent_at INTEGER,
    -- When the last outcome of a command came: a reading begun before may or may not hold it.
    changed_at INTEGER,
    -- Refusals in a row; at the limit nothing more is sent until the target is another one or a person says so.
    refusals INTEGER NOT NULL DEFAULT 0,
    stopped_target INTEGER, is_linked INTEGER NOT NULL DEFAULT 0 CHECK (is_linked IN (0, 1)),
    CHECK (ended_by IS NULL OR status = 'ended')
) STRICT, WITHOUT ROWID;
CREATE TABLE offer_components (
    offer TEXT NOT NULL REFERENCES offers (id),
    product TEXT NOT NULL REFERENCES products (id),
    units INTEGER NOT NULL CHECK (units >= 1),
    PRIMARY KEY (offer, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE offer_faults (
    offer TEXT PRIMARY KEY REFERENCES offers (id),
    attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE offer_edits (
    offer TEXT PRIMARY KEY REFERENCES offers (id),
    -- What `publication.republish` should be; NULL: as it was before sync.
    republish INTEGER CHECK (republish IN (0, 1)),
    operation TEXT,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE commands (
    id TEXT PRIMARY KEY CHECK (length(id) = 36),
    account TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('gain', 'fixed', 'end', 'activate')),
    value INTEGER CHECK ((value IS NOT NULL) = (action IN ('gain', 'fixed'))),
    -- 0 lowers and ends, 1 raises and resumes (R31).
    rank INTEGER NOT NULL CHECK (rank IN (0, 1)),
    -- written: not answered yet. accepted: Allegro has it. hung: given up, still asked about. settled: nothing more to ask.
    state TEXT NOT NULL CHECK (state IN ('written', 'accepted', 'hung', 'settled')),
    written_at INTEGER NOT NULL,
    -- Set before the first byte leaves; without it Allegro cannot have the command.
    sent_at INTEGER,
    accepted_at INTEGER,
    settled_at INTEGER,
    -- The next attempt to send it, or to ask about it.
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    trace_id TEXT,
    fault TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE command_offers (
    command TEXT NOT NULL REFERENCES commands (id),
    offer TEXT NOT NULL REFERENCES offers (id),
    -- Since when the offer differed: the receipt of the delivery that caused it.
    since INTEGER NOT NULL,
    -- NULL: expected. unknown: hung or lost. superseded: a reading settled what no report did. withdrawn: never reached Allegro.
    outcome TEXT CHECK (outcome IN ('success', 'refused', 'unknown', 'superseded', 'withdrawn')),
    code TEXT,
    message TEXT,
    PRIMARY KEY (command, offer)
) STRICT, WITHOUT ROWID;
CREATE TABLE problems (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- In English and in Polish (`Words`).
    what TEXT NOT NULL,
    what_pl TEXT NOT NULL,
    why TEXT NOT NULL,
    why_pl TEXT NOT NULL,
    -- What an action needs, e.g. the document that a leftover reservation is matched with.
    detail TEXT,
    since INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by TEXT
) STRICT;
CREATE TABLE drifts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL CHECK (subject IN ('offer', 'product')),
    name TEXT NOT NULL,
    expected TEXT NOT NULL,
    found TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE orders (
    id TEXT PRIMARY KEY CHECK (id <> ''),
    account TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('bought', 'filled_in', 'ready', 'cancelled')),
    fulfilment TEXT NOT NULL CHECK (fulfilment IN ('new', 'processing', 'ready_for_shipment', 'ready_for_pickup', 'sent',
        'picked_up', 'cancelled', 'suspended', 'returned', 'unknown')),
    revision TEXT,
    bought_at INTEGER NOT NULL,
    -- Allegro's time of the last change; a form read with an earlier one changes nothing.
    updated_at INTEGER,
    -- When the form was last read; NULL: only an event told of it.
    read_at INTEGER,
    -- The form is gone (merged into another, 404): its lines live on there.
    gone_at INTEGER,
    is_fulfilled_by_allegro INTEGER NOT NULL DEFAULT 0 CHECK (is_fulfilled_by_allegro IN (0, 1)),
    -- Bought before the account's start date: no document from us, reserved only while NEW or PROCESSING (R37).
    is_before_start INTEGER NOT NULL DEFAULT 0 CHECK (is_before_start IN (0, 1)),
    -- Its goods had left before we first saw it: nothing of it is held, and stock knows already.
    had_left INTEGER NOT NULL DEFAULT 0 CHECK (had_left IN (0, 1)),
    currency TEXT,
    total INTEGER,
    delivery_cost INTEGER,
    delivery_method TEXT,
    payment_kind TEXT NOT NULL DEFAULT 'unknown',
    paid INTEGER,
    paid_at INTEGER,
    -- Personal data as JSON (`OrderParties`); NULL once erased (R46).
    parties TEXT,
    first_seen_at INTEGER NOT NULL
, delivery_country TEXT, is_considered INTEGER NOT NULL DEFAULT 0 CHECK (is_considered IN (0, 1)), is_erased INTEGER NOT NULL DEFAULT 0 CHECK (is_erased IN (0, 1))) STRICT, WITHOUT ROWID;
CREATE TABLE order_lines (
    id TEXT PRIMARY KEY CHECK (id <> ''),
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    offer TEXT NOT NULL,
    offer_name TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    price INTEGER,
    currency TEXT,
    tax_rate TEXT,
    bought_at INTEGER NOT NULL
, covered_by TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE reservations (
    line TEXT NOT NULL REFERENCES order_lines (id),
    product TEXT NOT NULL REFERENCES products (id),
    pieces INTEGER NOT NULL CHECK (pieces >= 1),
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed BETWEEN 0 AND pieces),
    is_freed INTEGER NOT NULL DEFAULT 0 CHECK (is_freed IN (0, 1)),
    open INTEGER NOT NULL GENERATED ALWAYS AS (CASE WHEN is_freed THEN 0 ELSE pieces - closed END) STORED, freed_at INTEGER,
    PRIMARY KEY (line, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE closings (
    line TEXT NOT NULL,
    product TEXT NOT NULL,
    -- The family of the document that released them.
    document TEXT NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces >= 1),
    PRIMARY KEY (line, product, document),
    FOREIGN KEY (line, product) REFERENCES reservations (line, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE order_aliases (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_orders (
    document TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE order_looks (
    order_id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE order_journals (
    account TEXT PRIMARY KEY,
    -- The last event taken; NULL before the first.
    event TEXT,
    -- When the last poll began that came to the journal's end: every event older than that was seen, late ones apart.
    complete_at INTEGER,
    -- Forms changed before this were swept.
    swept_to INTEGER
, clock_ahead INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE order_documents (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    account TEXT NOT NULL,
    -- As in `OrderDocument.State`.
    state TEXT NOT NULL CHECK (state IN ('wanted', 'looked_up', 'adding', 'unknown', 'added', 'verified', 'final', 'pdf_fetched',
        'declared', 'uploaded', 'accepted', 'refused', 'rejected', 'mismatched', 'foreign', 'cancelled', 'none')),
    -- Since when the state stands, and when the next step is due; NULL: not before a person or an event.
    since INTEGER NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- When the order was asked for, to be read again before anything is added.
    asked_at INTEGER,
    kind TEXT CHECK (kind IN ('invoice', 'receipt', 'proof')),
    -- What is to be added, as JSON (`OrderDocumentDraft`): no personal data.
    draft TEXT,
    contractor TEXT,
    -- wFirma's id of the invoice.
    document TEXT,
    number TEXT,
    total INTEGER,
    currency TEXT CHECK ((currency IS NULL) = (total IS NULL)),
    ksef_number TEXT,
    -- After an unknown answer: when it was first looked for and not found.
    missed_at INTEGER,
    -- Allegro's id of the invoice on the order.
    upload TEXT,
    uploaded_at INTEGER,
    -- The releases of an added document are awaited until then; NULL once they are here.
    release_expected_until INTEGER,
    fault TEXT
, failures INTEGER NOT NULL DEFAULT 0, told_at INTEGER, buyer TEXT, issued_on TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE order_corrections (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    account TEXT NOT NULL,
    -- As in `OrderDocument.State`.
    state TEXT NOT NULL CHECK (state IN ('wanted', 'looked_up', 'adding', 'unknown', 'added', 'verified', 'final', 'pdf_fetched',
        'declared', 'uploaded', 'accepted', 'refused', 'rejected', 'mismatched', 'foreign', 'cancelled', 'none')),
    -- Since when the state stands, and when the next step is due; NULL: not before a person or an event.
    since INTEGER NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- When the order was asked for, to be read again before anything is added.
    asked_at INTEGER,
    kind TEXT CHECK (kind IN ('invoice', 'receipt', 'proof')),
    -- What is to be added, as JSON (`OrderDocumentDraft`): no personal data.
    draft TEXT,
    contractor TEXT,
    -- wFirma's id of the invoice.
    document TEXT,
    number TEXT,
    total INTEGER,
    currency TEXT CHECK ((currency IS NULL) = (total IS NULL)),
    ksef_number TEXT,
    -- After an unknown answer: when it was first looked for and not found.
    missed_at INTEGER,
    -- Allegro's id of the invoice on the order.
    upload TEXT,
    uploaded_at INTEGER,
    -- The releases of an added document are awaited until then; NULL once they are here.
    release_expected_until INTEGER,
    fault TEXT
, failures INTEGER NOT NULL DEFAULT 0, told_at INTEGER, buyer TEXT, issued_on TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE choice_changes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL DEFAULT 0,
    -- When this database met the choices file, whether or not there was one; NULL: it is fresh.
    adopted_at INTEGER
) STRICT;
CREATE TABLE pending_choices (
    offer TEXT PRIMARY KEY CHECK (offer <> ''),
    buffer INTEGER NOT NULL CHECK (buffer >= 0),
    cap INTEGER CHECK (cap >= 0),
    is_synchronised INTEGER NOT NULL CHECK (is_synchronised IN (0, 1)),
    auto_close INTEGER NOT NULL CHECK (auto_close IN (0, 1)),
    auto_resume INTEGER NOT NULL CHECK (auto_resume IN (0, 1)),
    is_paused INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
    -- When it was applied; its offer had ended, and who ended it is being asked.
    applied_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE pending_components (
    offer TEXT NOT NULL REFERENCES pending_choices (offer) ON DELETE CASCADE,
    product TEXT NOT NULL CHECK (product <> ''),
    units INTEGER NOT NULL CHECK (units >= 1),
    PRIMARY KEY (offer, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE webhook_watch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Changes found by comparison since the last notice.
    changes INTEGER NOT NULL DEFAULT 0,
    -- Since when there are so many that the webhooks count as silent.
    enough_at INTEGER
) STRICT;
CREATE TABLE oversells (
    line TEXT NOT NULL,
    product TEXT NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces >= 1),
    cause TEXT NOT NULL CHECK (cause IN ('not_synchronised', 'stock_corrected', 'foreign_hand', 'late_event', 'same_moment',
        'before_lowering', 'ours')),
    bought_at INTEGER NOT NULL,
    known_at INTEGER NOT NULL,
    PRIMARY KEY (line, product),
    FOREIGN KEY (line, product) REFERENCES reservations (line, product)
) STRICT, WITHOUT ROWID;
CREATE TABLE order_document_files (
    order_id TEXT NOT NULL REFERENCES orders (id),
    role TEXT NOT NULL CHECK (role IN ('document', 'correction')),
    pdf BLOB NOT NULL,
    PRIMARY KEY (order_id, role)
) STRICT;
CREATE TABLE announced_problems (
    problem INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    what TEXT NOT NULL,
    what_pl TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL CHECK (channel <> ''),
    -- The receiver's key to recognise a repeat by.
    message TEXT NOT NULL CHECK (message <> ''),
    -- As JSON (`NoticeContent`).
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Delivered, or given up; then `due_at` is NULL.
    settled_at INTEGER,
    CHECK ((due_at IS NULL) = (settled_at IS NOT NULL))
) STRICT;
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    -- As `SearchText` folds it: names that differ by case or accents alone are one.
    folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    -- scrypt: N, salt and key; NULL until the invited one has chosen a password.
    password_work INTEGER,
    password_salt BLOB CHECK ((password_salt IS NULL) = (password_work IS NULL)),
    password_key BLOB CHECK ((password_key IS NULL) = (password_work IS NULL)),
    -- The set-up token's digest, until it is used or runs out.
    invitation BLOB UNIQUE CHECK (length(invitation) = 32),
    invited_until INTEGER CHECK ((invited_until IS NULL) = (invitation IS NULL)),
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    deed TEXT NOT NULL CHECK (deed <> ''),
    subject TEXT NOT NULL,
    -- NULL: it was asked for, and nobody could note what became of it.
    outcome TEXT
) STRICT;
CREATE TABLE start_date_moves (
    account TEXT PRIMARY KEY CHECK (account <> ''),
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    done_at INTEGER NOT NULL,
    done_id TEXT NOT NULL,
    -- How many get their document now, and the first of them.
    wanted INTEGER NOT NULL DEFAULT 0,
    names TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
INSERT INTO "grdb_migrations" (identifier) VALUES ('allegro_clock');
INSERT INTO "grdb_migrations" (identifier) VALUES ('choices');
INSERT INTO "grdb_migrations" (identifier) VALUES ('deliveries');
INSERT INTO "grdb_migrations" (identifier) VALUES ('document bounds');
INSERT INTO "grdb_migrations" (identifier) VALUES ('document terms');
INSERT INTO "grdb_migrations" (identifier) VALUES ('notices');
INSERT INTO "grdb_migrations" (identifier) VALUES ('offer lists');
INSERT INTO "grdb_migrations" (identifier) VALUES ('offers');
INSERT INTO "grdb_migrations" (identifier) VALUES ('order decisions');
INSERT INTO "grdb_migrations" (identifier) VALUES ('order documents');
INSERT INTO "grdb_migrations" (identifier) VALUES ('orders off');
INSERT INTO "grdb_migrations" (identifier) VALUES ('orders');
INSERT INTO "grdb_migrations" (identifier) VALUES ('outbox');
INSERT INTO "grdb_migrations" (identifier) VALUES ('oversells');
INSERT INTO "grdb_migrations" (identifier) VALUES ('personal data');
INSERT INTO "grdb_migrations" (identifier) VALUES ('problems');
INSERT INTO "grdb_migrations" (identifier) VALUES ('sealed secrets');
INSERT INTO "grdb_migrations" (identifier) VALUES ('settings');
INSERT INTO "grdb_migrations" (identifier) VALUES ('stock');
INSERT INTO "grdb_migrations" (identifier) VALUES ('tokens');
INSERT INTO "grdb_migrations" (identifier) VALUES ('users');
INSERT INTO "grdb_migrations" (identifier) VALUES ('webhook watch');
INSERT INTO "grdb_migrations" (identifier) VALUES ('wishes');
INSERT INTO "deliveries" (sequence, id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at) VALUES (1,'01M8693800B9D5MPJTB9D5MPJT','wfirma','wfirma','signed',NULL,NULL,X'44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A','json',1795507200000000,'applied',NULL,NULL,1795507200000000);
INSERT INTO "deliveries" (sequence, id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at) VALUES (2,'01M86953J8B9D5MPJTB9D5MPJT','wfirma','wfirma','signed',NULL,NULL,X'44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A','json',1795507261000000,'applied',NULL,NULL,1795507261000000);
INSERT INTO "deliveries" (sequence, id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at) VALUES (3,'01M86954HGB9D5MPJTB9D5MPJT','wfirma','wfirma','signed',NULL,NULL,X'44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A','json',1795507262000000,'applied',NULL,NULL,1795507262000000);
INSERT INTO "deliveries" (sequence, id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at) VALUES (4,'01M86955GRB9D5MPJTB9D5MPJT','wfirma','wfirma','signed',NULL,NULL,X'44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A','json',1795507263000000,'applied',NULL,NULL,1795507263000000);
INSERT INTO "deliveries" (sequence, id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at) VALUES (5,'01M86956G0B9D5MPJTB9D5MPJT','wfirma','wfirma','signed',NULL,NULL,X'44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A','json',1795507264000000,'applied',NULL,NULL,1795507264000000);
INSERT INTO "delivery_bodies" (sequence, headers, body) VALUES (1,'content-type: application/json
webhook-id: ',X'7B7D');
INSERT INTO "delivery_bodies" (sequence, headers, body) VALUES (2,'content-type: application/json
webhook-id: ',X'7B7D');
INSERT INTO "delivery_bodies" (sequence, headers, body) VALUES (3,'content-type: application/json
webhook-id: ',X'7B7D');
INSERT INTO "delivery_bodies" (sequence, headers, body) VALUES (4,'content-type: application/json
webhook-id: ',X'7B7D');
INSERT INTO "delivery_bodies" (sequence, headers, body) VALUES (5,'content-type: application/json
webhook-id: ',X'7B7D');
INSERT INTO "tokens" (id, name, digest, scope, created_at, last_used_at, revoked_at) VALUES (1,'ci',X'3945AC522734B127D945FC6FBC9CB11375BECD3D641BE2EE5318110ADF0BA150','operate',1795507200000000,NULL,NULL);
INSERT INTO "settings" (id, fetch_orders, issue_invoices, frozen, is_leaving) VALUES (1,1,1,0,0);
INSERT INTO "account_settings" (account, start_date, document, document_delay, document_status) VALUES ('main','2026-11-01','invoice',300000000,NULL);
INSERT INTO "sealed_secrets" (name, box, updated_at) VALUES ('allegro.main.tokens',X'8C151B4807874F189F6537050F6FE7165B99BEDE57618303BAEEA7E0B6F2D68DF96E',1795507200000000);
INSERT INTO "wishes" (id, kind, body, asked_at, taken_at, answer, granted, answered_at) VALUES (1,'reconcile','{}',1795507200000000,NULL,NULL,NULL,NULL);
INSERT INTO "products" (id, code, ean, name, search, gone_at) VALUES ('501','K-501','','Good 501','good 501
k-501
',NULL);
INSERT INTO "products" (id, code, ean, name, search, gone_at) VALUES ('502','K-502','','Good 502','good 502
k-502
',NULL);
INSERT INTO "warehouses" (id, name, is_counted, listed_at, gone_at) VALUES ('1','Main',1,1795507200000000,NULL);
INSERT INTO "levels" (product, warehouse, amount, reading_from, reading_to, suspected_amount, suspected_at, is_doubted, unexplained, noticed_at, corrected_at, guessed, doubled, left_out) VALUES ('501','1',80000,1795507200000000,1795507200000000,NULL,NULL,0,0,NULL,NULL,0,0,0);
INSERT INTO "levels" (product, warehouse, amount, reading_from, reading_to, suspected_amount, suspected_at, is_doubted, unexplained, noticed_at, corrected_at, guessed, doubled, left_out) VALUES ('502','1',100000,1795507200000000,1795507200000000,NULL,NULL,0,0,NULL,NULL,0,0,0);
INSERT INTO "stock_comparison" (id, number, reading_from, reading_to) VALUES (1,0,0,0);
INSERT INTO "documents" (id, family, kind, name, version_number, version_modified, warehouse, warehouse_to, corrects, is_deleted, external_id, invoice, recorded_at, known_at) VALUES ('9001','9001','release','WZ 9001',1,NULL,'1',NULL,NULL,0,'o-1','71',1795507263000000,1795507263000000);
INSERT INTO "document_lines" (document, line, product, count) VALUES ('9001',0,'501',20000);
INSERT INTO "ledger" (sequence, product, warehouse, delta, cause, document, version_number, version_modified, family, recorded_at, known_at, delivery) VALUES (1,'501','1',100000,'opening',NULL,NULL,NULL,NULL,NULL,1795507200000000,1);
INSERT INTO "ledger" (sequence, product, warehouse, delta, cause, document, version_number, version_modified, family, recorded_at, known_at, delivery) VALUES (2,'502','1',100000,'opening',NULL,NULL,NULL,NULL,NULL,1795507200000000,1);
INSERT INTO "ledger" (sequence, product, warehouse, delta, cause, document, version_number, version_modified, family, recorded_at, known_at, delivery) VALUES (3,'501','1',-20000,'document','9001',1,NULL,'9001',1795507263000000,1795507263000000,4);
INSERT INTO "looks" (product, due_at, leased_until, attempts) VALUES ('501',1795507265000000,0,0);
INSERT INTO "looks" (product, due_at, leased_until, attempts) VALUES ('502',1795507265000000,0,0);
INSERT INTO "offers" (id, account, name, search, format, status, ended_by, external_id, image_url, is_fulfilled_by_allegro, republish_was, shown_low, shown_high, read_at, contradicted_at, contradicted_again_at, is_synchronised, auto_close, auto_resume, buffer, cap, sighted_from, sighted_to, ended_at, last_quantity, kept_quantity, has_receipt, wish, is_paused, hold, suspect_end_at, foreign_changes, foreign_at, is_contested, dirty_at, dirty_rank, look_at, end_sent_at, activate_sent_at, changed_at, refusals, stopped_target, is_linked) VALUES ('7700000501','main','Offer 7700000501','offer 7700000501
7700000501
','buy_now','active',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,1,0,0,0,NULL,1795507201000000,1795507201000000,NULL,10,NULL,0,NULL,0,NULL,NULL,0,NULL,0,NULL,NULL,1795507265000000,NULL,NULL,NULL,0,NULL,1);
INSERT INTO "offers" (id, account, name, search, format, status, ended_by, external_id, image_url, is_fulfilled_by_allegro, republish_was, shown_low, shown_high, read_at, contradicted_at, contradicted_again_at, is_synchronised, auto_close, auto_resume, buffer, cap, sighted_from, sighted_to, ended_at, last_quantity, kept_quantity, has_receipt, wish, is_paused, hold, suspect_end_at, foreign_changes, foreign_at, is_contested, dirty_at, dirty_rank, look_at, end_sent_at, activate_sent_at, changed_at, refusals, stopped_target, is_linked) VALUES ('7700000506','main','Offer 7700000506','offer 7700000506
7700000506
','buy_now','active',NULL,NULL,NULL,0,NULL,10,10,1795507201000000,NULL,NULL,0,0,0,0,NULL,1795507201000000,1795507201000000,NULL,10,NULL,0,NULL,0,NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,1);
INSERT INTO "offers" (id, account, name, search, format, status, ended_by, external_id, image_url, is_fulfilled_by_allegro, republish_was, shown_low, shown_high, read_at, contradicted_at, contradicted_again_at, is_synchronised, auto_close, auto_resume, buffer, cap, sighted_from, sighted_to, ended_at, last_quantity, kept_quantity, has_receipt, wish, is_paused, hold, suspect_end_at, foreign_changes, foreign_at, is_contested, dirty_at, dirty_rank, look_at, end_sent_at, activate_sent_at, changed_at, refusals, stopped_target, is_linked) VALUES ('7700000511','main','Offer 7700000511','offer 7700000511
7700000511
','buy_now','active',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,1,0,0,0,NULL,1795507201000000,1795507201000000,NULL,10,NULL,0,NULL,0,NULL,NULL,0,NULL,0,NULL,NULL,1795507265000000,NULL,NULL,NULL,0,NULL,1);
INSERT INTO "offer_components" (offer, product, units) VALUES ('7700000501','501',1);
INSERT INTO "offer_components" (offer, product, units) VALUES ('7700000506','501',6);
INSERT INTO "offer_components" (offer, product, units) VALUES ('7700000511','501',1);
INSERT INTO "offer_components" (offer, product, units) VALUES ('7700000511','502',2);
INSERT INTO "offer_edits" (offer, republish, operation, due_at, attempts) VALUES ('7700000501',0,NULL,1795507265000000,0);
INSERT INTO "offer_edits" (offer, republish, operation, due_at, attempts) VALUES ('7700000511',0,NULL,1795507265000000,0);
INSERT INTO "problems" (id, kind, subject, what, what_pl, why, why_pl, detail, since, settled_at, settled_by) VALUES (1,'brake','all','Ends are held','Zakończenia wstrzymane','','',NULL,1795507200000000,NULL,NULL);
INSERT INTO "drifts" (id, subject, name, expected, found, at) VALUES (1,'product','501','10','9',1795507200000000);
INSERT INTO "orders" (id, account, status, fulfilment, revision, bought_at, updated_at, read_at, gone_at, is_fulfilled_by_allegro, is_before_start, had_left, currency, total, delivery_cost, delivery_method, payment_kind, paid, paid_at, parties, first_seen_at, delivery_country, is_considered, is_erased) VALUES ('o-1','main','ready','new',NULL,1795507261000000,1795507261000000,1795507261000000,NULL,0,0,0,'PLN',9998,NULL,NULL,'unknown',NULL,NULL,'{"buyer":{"email":"anna@allegromail.example","firstName":"Anna","lastName":"Kowalska","login":"anna_k"}}',1795507261000000,NULL,1,0);
INSERT INTO "orders" (id, account, status, fulfilment, revision, bought_at, updated_at, read_at, gone_at, is_fulfilled_by_allegro, is_before_start, had_left, currency, total, delivery_cost, delivery_method, payment_kind, paid, paid_at, parties, first_seen_at, delivery_country, is_considered, is_erased) VALUES ('o-2','main','ready','new',NULL,1795507262000000,1795507262000000,1795507262000000,NULL,0,0,0,'PLN',9998,NULL,NULL,'unknown',NULL,NULL,'{"buyer":{"login":"anna_k","firstName":"Anna","lastName":"Kowalska","email":"anna@allegromail.example"}}',1795507262000000,NULL,1,0);
INSERT INTO "orders" (id, account, status, fulfilment, revision, bought_at, updated_at, read_at, gone_at, is_fulfilled_by_allegro, is_before_start, had_left, currency, total, delivery_cost, delivery_method, payment_kind, paid, paid_at, parties, first_seen_at, delivery_country, is_considered, is_erased) VALUES ('o-3','main','bought','unknown',NULL,1795507264000000,NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,NULL,'unknown',NULL,NULL,NULL,1795507264000000,NULL,0,0);
INSERT INTO "order_lines" (id, order_id, position, offer, offer_name, quantity, price, currency, tax_rate, bought_at, covered_by) VALUES ('l-of-o-1','o-1',0,'7700000501','',2,NULL,NULL,NULL,1795507261000000,NULL);
INSERT INTO "order_lines" (id, order_id, position, offer, offer_name, quantity, price, currency, tax_rate, bought_at, covered_by) VALUES ('l-of-o-2','o-2',0,'7700000501','',2,NULL,NULL,NULL,1795507262000000,NULL);
INSERT INTO "order_lines" (id, order_id, position, offer, offer_name, quantity, price, currency, tax_rate, bought_at, covered_by) VALUES ('l-of-o-3','o-3',0,'7700000511','',1,NULL,NULL,NULL,1795507264000000,NULL);
INSERT INTO "reservations" (line, product, pieces, closed, is_freed, freed_at) VALUES ('l-of-o-1','501',2,2,0,NULL);
INSERT INTO "reservations" (line, product, pieces, closed, is_freed, freed_at) VALUES ('l-of-o-2','501',2,0,0,NULL);
INSERT INTO "reservations" (line, product, pieces, closed, is_freed, freed_at) VALUES ('l-of-o-3','501',1,0,0,NULL);
INSERT INTO "reservations" (line, product, pieces, closed, is_freed, freed_at) VALUES ('l-of-o-3','502',2,0,0,NULL);
INSERT INTO "closings" (line, product, document, pieces) VALUES ('l-of-o-1','501','9001',2);
INSERT INTO "order_looks" (order_id, account, due_at, attempts) VALUES ('o-3','main',1795507264000000,0);
INSERT INTO "order_journals" (account, event, complete_at, swept_to, clock_ahead) VALUES ('main','e1',1795507200000000,NULL,0);
INSERT INTO "order_documents" (order_id, account, state, since, due_at, attempts, asked_at, kind, draft, contractor, document, number, total, currency, ksef_number, missed_at, upload, uploaded_at, release_expected_until, fault, failures, told_at, buyer, issued_on) VALUES ('o-1','main','looked_up',1795507265000000,1795507265000000,0,NULL,'invoice',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "order_documents" (order_id, account, state, since, due_at, attempts, asked_at, kind, draft, contractor, document, number, total, currency, ksef_number, missed_at, upload, uploaded_at, release_expected_until, fault, failures, told_at, buyer, issued_on) VALUES ('o-2','main','wanted',1795507262000000,1795507562000000,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "choice_changes" (id, count, adopted_at) VALUES (1,8,NULL);
INSERT INTO "webhook_watch" (id, changes, enough_at) VALUES (1,0,NULL);
INSERT INTO "users" (id, name, folded, role, password_work, password_salt, password_key, invitation, invited_until, created_at, disabled_at) VALUES (1,'Ala','ala','admin',NULL,NULL,NULL,X'1A4F1D705116D114E025DFBB3DE590A06299F5AA9E58C45886188215EFCAAA7A',1795766400000000,1795507200000000,NULL);
CREATE UNIQUE INDEX deliveries_by_key ON deliveries (source, key) WHERE key IS NOT NULL;
CREATE INDEX deliveries_unsettled ON deliveries (state) WHERE state <> 'applied';
CREATE INDEX deliveries_polled ON deliveries (sequence) WHERE trust = 'polled';
CREATE UNIQUE INDEX tokens_in_use ON tokens (name) WHERE revoked_at IS NULL;
CREATE INDEX wishes_open ON wishes (id) WHERE answered_at IS NULL;
CREATE INDEX products_by_code ON products (code);
CREATE INDEX products_by_ean ON products (ean);
CREATE INDEX documents_by_family ON documents (family);
CREATE INDEX documents_by_external_id ON documents (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX documents_by_invoice ON documents (invoice) WHERE invoice IS NOT NULL;
CREATE INDEX document_lines_by_product ON document_lines (product, count);
CREATE INDEX ledger_by_level ON ledger (product, warehouse, sequence);
CREATE INDEX ledger_by_family ON ledger (family) WHERE family IS NOT NULL;
CREATE INDEX looks_due ON looks (due_at, leased_until);
CREATE INDEX awaited_products_by_delivery ON awaited_products (delivery);
CREATE INDEX offers_dirty ON offers (dirty_rank, dirty_at, id, account) WHERE dirty_at IS NOT NULL;
CREATE INDEX offers_by_account ON offers (account, id);
CREATE INDEX offers_synchronised ON offers (id) WHERE is_synchronised = 1;
CREATE INDEX offers_to_look_at ON offers (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX offers_held ON offers (hold) WHERE hold IS NOT NULL;
CREATE INDEX offers_suspected ON offers (suspect_end_at) WHERE suspect_end_at IS NOT NULL;
CREATE INDEX offer_components_by_product ON offer_components (product);
CREATE INDEX commands_open ON commands (state, account, rank, due_at) WHERE state <> 'settled';
CREATE INDEX commands_settled ON commands (settled_at) WHERE state = 'settled';
CREATE INDEX command_offers_by_offer ON command_offers (offer);
CREATE INDEX command_offers_open ON command_offers (offer) WHERE outcome IS NULL OR outcome = 'unknown';
CREATE INDEX command_offers_superseded ON command_offers (offer) WHERE outcome = 'superseded';
CREATE UNIQUE INDEX problems_open ON problems (kind, subject) WHERE settled_at IS NULL;
CREATE INDEX problems_by_subject ON problems (subject) WHERE settled_at IS NULL;
CREATE INDEX problems_unsettled ON problems (id) WHERE settled_at IS NULL;
CREATE INDEX problems_settled ON problems (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX orders_by_time ON orders (bought_at DESC, id, account, status);
CREATE INDEX order_lines_by_order ON order_lines (order_id, position);
CREATE INDEX order_lines_by_offer ON order_lines (offer, bought_at);
CREATE INDEX reservations_open ON reservations (product, open) WHERE open > 0;
CREATE INDEX closings_by_document ON closings (document);
CREATE INDEX closings_by_product ON closings (product, document);
CREATE INDEX order_aliases_by_order ON order_aliases (order_id);
CREATE INDEX document_orders_by_order ON document_orders (order_id);
CREATE INDEX order_looks_due ON order_looks (due_at);
CREATE INDEX order_documents_due ON order_documents (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX order_documents_by_document ON order_documents (document) WHERE document IS NOT NULL;
CREATE INDEX order_corrections_due ON order_corrections (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX order_corrections_by_document ON order_corrections (document) WHERE document IS NOT NULL;
CREATE INDEX order_documents_awaited ON order_documents (release_expected_until) WHERE release_expected_until IS NOT NULL;
CREATE INDEX oversells_by_time ON oversells (bought_at);
CREATE INDEX order_documents_by_date ON order_documents (coalesce(issued_on, json_extract(draft, '$.date'))) WHERE document IS NOT NULL;
CREATE INDEX orders_with_parties ON orders (coalesce(updated_at, bought_at), id) WHERE parties IS NOT NULL;
CREATE INDEX notices_due ON notices (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX notices_by_time ON notices (created_at);
CREATE INDEX sessions_by_user ON sessions (user);
CREATE INDEX offers_by_name ON offers (search, id, account, status, format, is_synchronised, is_linked);
CREATE INDEX offers_by_change ON offers (coalesce(changed_at, 0) DESC, id, changed_at, account, status, format, is_synchronised, is_linked);
CREATE INDEX drifts_by_name ON drifts (subject, name, at);
CREATE INDEX orders_by_status ON orders (status);
CREATE INDEX order_documents_by_state ON order_documents (state);
CREATE INDEX orders_to_document ON orders (bought_at, id)
    WHERE status = 'ready' AND is_considered = 0 AND is_before_start = 0 AND is_fulfilled_by_allegro = 0 AND gone_at IS NULL
        AND read_at IS NOT NULL AND fulfilment NOT IN ('cancelled', 'returned');
CREATE TRIGGER offer_choice_changed
AFTER UPDATE OF buffer, cap, is_synchronised, auto_close, auto_resume, is_paused ON offers
WHEN (old.buffer, old.cap, old.is_synchronised, old.auto_close, old.auto_resume, old.is_paused)
    IS NOT (new.buffer, new.cap, new.is_synchronised, new.auto_close, new.auto_resume, new.is_paused)
BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER component_made AFTER INSERT ON offer_components BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER component_dropped AFTER DELETE ON offer_components BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER settings_changed AFTER UPDATE ON settings BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER account_made AFTER INSERT ON account_settings BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER account_changed AFTER UPDATE ON account_settings BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER account_dropped AFTER DELETE ON account_settings BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER choice_dropped AFTER DELETE ON pending_choices BEGIN UPDATE choice_changes SET count = count + 1; END;
CREATE TRIGGER offer_linked AFTER INSERT ON offer_components
BEGIN UPDATE offers SET is_linked = 1 WHERE id = new.offer AND is_linked = 0; END;
CREATE TRIGGER offer_unlinked AFTER DELETE ON offer_components
BEGIN
    UPDATE offers SET is_linked = 0 WHERE id = old.offer AND NOT EXISTS (SELECT 1 FROM offer_components WHERE offer = old.offer);
END;
