#ifndef STOCKGATE_CCURL_SHIM_H
#define STOCKGATE_CCURL_SHIM_H
#include <curl/curl.h>

// Swift calls no variadic C function and sees no function-like macro: one wrapper for each argument type.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

/// For text, which libcurl copies, and for COPYPOSTFIELDS.
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

/// For pointers that libcurl keeps: they must live as long as the transfer.
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_start_callback)(void *context, char *remote, char *local, int remote_port, int local_port);

/// For WRITEFUNCTION, HEADERFUNCTION and READFUNCTION.
static inline CURLcode ccurl_set_data_callback(CURL *easy, CURLoption option, ccurl_data_callback callback) {
  return curl_easy_setopt(easy, option, callback);
}

/// PREREQFUNCTION: called when a connection stands and the request is about to leave.
static inline CURLcode ccurl_set_start_callback(CURL *easy, ccurl_start_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// The result of a message of kind CURLMSG_DONE; its union has no Swift name.
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

static const long ccurl_global_default = CURL_GLOBAL_DEFAULT;
static const long ccurl_http_2_over_tls = CURL_HTTP_VERSION_2TLS;
static const long ccurl_multiplex = CURLPIPE_MULTIPLEX;
static const long ccurl_tls_1_2 = CURL_SSLVERSION_TLSv1_2;
#endif
