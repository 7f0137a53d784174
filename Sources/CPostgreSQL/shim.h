#ifndef STOCKGATE_CPOSTGRESQL_SHIM_H
#define STOCKGATE_CPOSTGRESQL_SHIM_H
#include <libpq-fe.h>
#endif
