// What a commit of the inbox costs over PostgreSQL, written in three ways (docs/decisions/0022): a pipeline of INSERTs as the store does it, one INSERT of
// arrays for each of the two tables, and one statement for both. The ways take turns within one run, so that whatever else the machine does is theirs alike.
//
//   cc -O2 -I"$(pg_config --includedir)" Benchmarks/batches.c -lpq -o .build/batches
//   scripts/with-postgresql sh -c '.build/batches "$STOCKGATE_TEST_DATABASE" 64 2048 400'     rows a commit, bytes a body, commits of each way
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_ROWS = 1024, COLUMNS = 9 };
static const Oid kinds[COLUMNS] = {25, 25, 25, 25, 25, 17, 25, 20, 25};
static const Oid arrays[COLUMNS] = {1009, 1009, 1009, 1009, 1009, 1001, 1009, 1016, 1009};

static PGconn *link;
static int rows;
static int body_bytes;
static char *body;
static const char headers[] = "content-type: application/json\nwebhook-id: msg_2fhPz5x4yKqS9b0lXn3\nuser-agent: wFirma-Webhooks/1.0";
static uint64_t number;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, PQerrorMessage(link));
    exit(1);
}

static PGresult *checked(PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail("a statement");
    return result;
}

static void run(const char *script) { PQclear(checked(PQexec(link, script))); }

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// One row's values, in the server's binary form.
struct row {
    char id[27], key[32];
    unsigned char digest[32];
    int64_t received;
};

static struct row batch[MOST_ROWS];

static void fill(void) {
    for (int i = 0; i < rows; i++) {
        number++;
        snprintf(batch[i].id, sizeof batch[i].id, "01J%023llX", (unsigned long long)number);
        snprintf(batch[i].key, sizeof batch[i].key, "msg_%llx", (unsigned long long)(number * 0x9E3779B97F4A7C15u));
        memset(batch[i].digest, (int)number, 32);
        uint64_t moment = 1795507200000000u + number;
        batch[i].received = (int64_t)(((uint64_t)htonl((uint32_t)moment) << 32) | htonl((uint32_t)(moment >> 32)));
    }
}

static void values(int i, const char *value[COLUMNS], int length[COLUMNS]) {
    const char *texts[COLUMNS] = {batch[i].id, "wfirma", "wfirma", "signed", batch[i].key, NULL, "json", NULL, "accepted"};
    for (int c = 0; c < COLUMNS; c++) {
        value[c] = texts[c];
        length[c] = texts[c] ? (int)strlen(texts[c]) : 0;
    }
    value[5] = (const char *)batch[i].digest, length[5] = 32;
    value[7] = (const char *)&batch[i].received, length[7] = 8;
}

static void begin(void) { run("BEGIN; SELECT pg_advisory_xact_lock(1, 2)"); }

static void end(void) {
    run("UPDATE changes SET count = count + 1 WHERE store = 'shop'; SELECT pg_current_xact_id()");
    run("COMMIT");
}

// The results of a pipeline; of each its first value, a number.
static void drain(int count, int64_t *found) {
    if (PQpipelineSync(link) != 1) fail("the pipeline");
    for (int i = 0; i < count; i++) {
        PGresult *result = checked(PQgetResult(link));
        if (found) found[i] = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
        PQclear(result);
        PQclear(PQgetResult(link));
    }
    PQclear(PQgetResult(link));
    PQexitPipelineMode(link);
}

static void pipeline(void) {
    static int64_t sequence[MOST_ROWS];
    static const int binary[COLUMNS] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    begin();
    PQenterPipelineMode(link);
    for (int i = 0; i < rows; i++) {
        const char *value[COLUMNS];
        int length[COLUMNS];
        values(i, value, length);
        if (PQsendQueryPrepared(link, "row", COLUMNS, value, length, binary, 0) != 1) fail("a row");
    }
    drain(rows, sequence);
    PQenterPipelineMode(link);
    for (int i = 0; i < rows; i++) {
        uint64_t s = (uint64_t)sequence[i];
        int64_t big = (int64_t)(((uint64_t)htonl((uint32_t)s) << 32) | htonl((uint32_t)(s >> 32)));
        const char *value[3] = {(const char *)&big, headers, body};
        int length[3] = {8, (int)sizeof headers - 1, body_bytes};
        if (PQsendQueryPrepared(link, "body", 3, value, length, binary, 0) != 1) fail("a body");
    }
    drain(rows, NULL);
    end();
}

// An array in the server's binary form.
struct array {
    char *bytes;
    size_t size, room;
};

static void put(struct array *a, const void *bytes, size_t count) {
    while (a->size + count > a->room) a->bytes = realloc(a->bytes, a->room = a->room ? a->room * 2 : 4096);
    memcpy(a->bytes + a->size, bytes, count);
    a->size += count;
}

static void put_number(struct array *a, uint32_t value) {
    value = htonl(value);
    put(a, &value, 4);
}

static void start(struct array *a, Oid kind) {
    a->size = 0;
    put_number(a, 1), put_number(a, 0), put_number(a, kind), put_number(a, (uint32_t)rows), put_number(a, 1);
}

static void add(struct array *a, const void *bytes, int length) {
    put_number(a, (uint32_t)length);
    put(a, bytes, (size_t)length);
}

static void columns(struct array *column) {
    for (int c = 0; c < COLUMNS; c++) start(&column[c], kinds[c]);
    for (int i = 0; i < rows; i++) {
        const char *value[COLUMNS];
        int length[COLUMNS];
        values(i, value, length);
        for (int c = 0; c < COLUMNS; c++) add(&column[c], value[c], length[c]);
    }
}

static PGresult *send_arrays(const char *name, struct array *column, int count) {
    const char *value[16];
    int length[16], binary[16];
    for (int c = 0; c < count; c++) value[c] = column[c].bytes, length[c] = (int)column[c].size, binary[c] = 1;
    PGresult *result = checked(PQexecPrepared(link, name, count, value, length, binary, 0));
    if (PQntuples(result) != rows) fail("not every row is new");
    return result;
}

static void two_statements(void) {
    static struct array column[COLUMNS], bodies[3];
    begin();
    columns(column);
    PGresult *result = send_arrays("rows", column, COLUMNS);
    start(&bodies[0], 20), start(&bodies[1], 25), start(&bodies[2], 17);
    for (int i = 0; i < rows; i++) {
        uint64_t s = strtoull(PQgetvalue(result, i, 0), NULL, 10);
        int64_t big = (int64_t)(((uint64_t)htonl((uint32_t)s) << 32) | htonl((uint32_t)(s >> 32)));
        add(&bodies[0], &big, 8), add(&bodies[1], headers, (int)sizeof headers - 1), add(&bodies[2], body, body_bytes);
    }
    PQclear(result);
    PQclear(send_arrays("bodies", bodies, 3));
    end();
}

static void one_statement(void) {
    static struct array column[COLUMNS + 2];
    begin();
    columns(column);
    start(&column[COLUMNS], 25), start(&column[COLUMNS + 1], 17);
    for (int i = 0; i < rows; i++) add(&column[COLUMNS], headers, (int)sizeof headers - 1), add(&column[COLUMNS + 1], body, body_bytes);
    PQclear(send_arrays("both", column, COLUMNS + 2));
    end();
}

static int compare(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

#define NAMES "id, source, kind, trust, key, digest, format, received_at, state"
#define ARRAYS "$1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::bigint[], $9::text[]"
#define NEW "ON CONFLICT (source, key) WHERE key IS NOT NULL DO NOTHING RETURNING sequence"

int main(int count, char **words) {
    if (count != 5) return fprintf(stderr, "usage: batches ADDRESS ROWS BYTES COMMITS\n"), 2;
    int commits = atoi(words[4]);
    rows = atoi(words[2]), body_bytes = atoi(words[3]);
    if (rows < 1 || rows > MOST_ROWS || body_bytes < 1 || commits < 1) return 2;
    body = malloc((size_t)body_bytes);
    for (int i = 0; i < body_bytes; i++) body[i] = (char)(32 + rand() % 90);
    link = PQconnectdb(words[1]);
    if (PQstatus(link) != CONNECTION_OK) fail("no connection");
    run("SET client_min_messages = error; SET synchronous_commit = on; CREATE SCHEMA batches; SET search_path = batches");
    run("CREATE TABLE deliveries (sequence BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
        " id TEXT COLLATE \"C\" NOT NULL UNIQUE CHECK (length(id) = 26), source TEXT COLLATE \"C\" NOT NULL CHECK (source <> ''),"
        " kind TEXT COLLATE \"C\" NOT NULL CHECK (kind IN ('wfirma', 'allegro')),"
        " trust TEXT COLLATE \"C\" NOT NULL CHECK (trust IN ('signed', 'certified', 'keyed', 'polled')),"
        " key TEXT COLLATE \"C\" CHECK (key IS NULL OR (key <> '' AND state <> 'rejected')), digest BYTEA NOT NULL CHECK (length(digest) = 32),"
        " format TEXT COLLATE \"C\" NOT NULL CHECK (format IN ('json', 'xml')), received_at BIGINT NOT NULL,"
        " state TEXT COLLATE \"C\" NOT NULL CHECK (state IN ('accepted', 'applied', 'dead', 'rejected')));"
        "CREATE UNIQUE INDEX deliveries_by_key ON deliveries (source, key) WHERE key IS NOT NULL;"
        "CREATE INDEX deliveries_unsettled ON deliveries (state) WHERE state <> 'applied';"
        "CREATE INDEX deliveries_polled ON deliveries (sequence) WHERE trust = 'polled';"
        "CREATE TABLE delivery_bodies (sequence BIGINT PRIMARY KEY REFERENCES deliveries (sequence) ON DELETE CASCADE,"
        " headers TEXT COLLATE \"C\" NOT NULL, body BYTEA NOT NULL);"
        "CREATE TABLE changes (store TEXT PRIMARY KEY, count BIGINT NOT NULL) WITH (fillfactor = 50); INSERT INTO changes VALUES ('shop', 0)");
    static const Oid body_kinds[3] = {20, 25, 17}, body_arrays[3] = {1016, 1009, 1001};
    Oid both[COLUMNS + 2];
    memcpy(both, arrays, sizeof arrays);
    both[COLUMNS] = 1009, both[COLUMNS + 1] = 1001;
    PQclear(checked(PQprepare(link, "row", "INSERT INTO deliveries (" NAMES ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) " NEW, COLUMNS, kinds)));
    PQclear(checked(PQprepare(
        link, "body", "INSERT INTO delivery_bodies (sequence, headers, body) VALUES ($1, $2, $3) RETURNING sequence", 3, body_kinds)));
    PQclear(checked(
        PQprepare(link, "rows", "INSERT INTO deliveries (" NAMES ") SELECT * FROM unnest(" ARRAYS ") " NEW ", id", COLUMNS, arrays)));
    PQclear(checked(PQprepare(
        link, "bodies", "INSERT INTO delivery_bodies (sequence, headers, body) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[])"
                        " RETURNING sequence", 3, body_arrays)));
    PQclear(checked(PQprepare(
        link, "both",
        "WITH new AS (INSERT INTO deliveries (" NAMES ") SELECT * FROM unnest(" ARRAYS ") " NEW ", id)"
        " INSERT INTO delivery_bodies (sequence, headers, body) SELECT new.sequence, told.headers, told.body"
        " FROM new JOIN unnest($1::text[], $10::text[], $11::bytea[]) AS told (id, headers, body) USING (id) RETURNING sequence",
        COLUMNS + 2, both)));

    static const char *names[3] = {"a pipeline of INSERTs", "an INSERT of arrays for each table", "one statement for both"};
    void (*const ways[3])(void) = {pipeline, two_statements, one_statement};
    double *took[3], sum[3] = {0, 0, 0};
    for (int w = 0; w < 3; w++) took[w] = malloc((size_t)commits * sizeof(double));
    for (int i = -20; i < commits; i++) {
        for (int turn = 0; turn < 3; turn++) {
            int w = (turn + i + 30) % 3;
            fill();
            double began = now();
            ways[w]();
            if (i >= 0) sum[w] += took[w][i] = now() - began;
        }
    }
    for (int w = 0; w < 3; w++) {
        qsort(took[w], (size_t)commits, sizeof(double), compare);
        printf("%-36s %7.2f ms mean, %7.2f p50, %7.2f p99; the first way takes %.2f times as long by the mean, %.2f by the median\n", names[w],
               sum[w] / commits * 1000, took[w][commits / 2] * 1000, took[w][commits * 99 / 100] * 1000, sum[0] / sum[w],
               took[0][commits / 2] / took[w][commits / 2]);
    }
    run("DROP SCHEMA batches CASCADE");
    PQfinish(link);
    return 0;
}
