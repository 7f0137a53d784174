#ifndef STOCKGATE_CCURL_SHIM_H
#define STOCKGATE_CCURL_SHIM_H
#include <curl/curl.h>
#endif
