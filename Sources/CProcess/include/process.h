// What Swift cannot say of its own process: which sources it was made from, and calls that are variadic or want an enum of glibc's.
#ifndef STOCKGATE_CPROCESS_H
#define STOCKGATE_CPROCESS_H

/// The commit that it was built from, and the day of that commit; "" where the build was not told.
const char *process_commit(void);
const char *process_built(void);

/// No core file, and no other program of the same user looks into memory (prctl(2), PR_SET_DUMPABLE).
void process_close_memory(void);
/// As the system had it before ``process_close_memory``.
void process_open_memory(void);
/// As many open files as the system lets this process have.
void process_raise_open_files(void);
/// Up to 64 heaps, where glibc makes eight for each core (mallopt(3), M_ARENA_MAX): what connections to stores hold for a moment lies less between what stays, so that
/// more whole pages are free.
void process_spread_heaps(void);
/// SQLite counts what it allocates no more, for which all threads would take one lock at each allocation (sqlite3_config, SQLITE_CONFIG_MEMSTATUS). Before
/// any store is opened.
void process_count_no_store_memory(void);
/// Gives the system back what is free on the heaps, which glibc keeps (malloc_trim(3)). Whoever allocates meanwhile waits for some milliseconds.
void process_return_memory(void);
#endif
