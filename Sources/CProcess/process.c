#include "process.h"

#include <malloc.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// The manifest passes these on from the environment of `make release`.
#ifndef STOCKGATE_COMMIT
#define STOCKGATE_COMMIT ""
#endif
#ifndef STOCKGATE_BUILT
#define STOCKGATE_BUILT ""
#endif

const char *process_commit(void) { return STOCKGATE_COMMIT; }
const char *process_built(void) { return STOCKGATE_BUILT; }

// Set once, before any thread is started.
static struct rlimit ordinary_core;

static void set_soft(int resource, struct rlimit limits, rlim_t soft) {
    limits.rlim_cur = soft;
    setrlimit(resource, &limits);
}

void process_close_memory(void) {
    getrlimit(RLIMIT_CORE, &ordinary_core);
    set_soft(RLIMIT_CORE, ordinary_core, 0);
    prctl(PR_SET_DUMPABLE, 0UL, 0, 0, 0);
}

void process_open_memory(void) {
    set_soft(RLIMIT_CORE, ordinary_core, ordinary_core.rlim_cur);
    prctl(PR_SET_DUMPABLE, 1UL, 0, 0, 0);
}

void process_raise_open_files(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) set_soft(RLIMIT_NOFILE, files, files.rlim_max);
}

void process_spread_heaps(void) { mallopt(M_ARENA_MAX, 64); }

void process_count_no_store_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void process_return_memory(void) { malloc_trim(0); }
