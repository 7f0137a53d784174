// Makes TLS handshakes for a while and counts them: handshakes PORT SECONDS THREADS full|resumed.
// Each connection is opened, agreed on and closed; a resumed one brings the ticket of a first connection.
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int port, resumes;
static double seconds;
static atomic_long made, failed;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int keep(SSL *ssl, SSL_SESSION *session) {
    SSL_SESSION **kept = SSL_get_app_data(ssl);
    if (!kept || *kept) return 0;
    *kept = session;
    return 1;
}

// Returns 0 when no handshake came about, or none that was resumed where that was asked for.
static int handshake(SSL_CTX *context, SSL_SESSION **wanted, SSL_SESSION *brought) {
    int s = socket(AF_INET, SOCK_STREAM, 0), ok = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    // Closed by a reset, else thousands of ports wait out their minute.
    struct linger linger = {1, 0};
    setsockopt(s, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, s);
    SSL_set_app_data(ssl, wanted);
    // A copy: OpenSSL holds a session of TLS 1.3 for spent once a connection has used it.
    SSL_SESSION *copy = brought ? SSL_SESSION_dup(brought) : NULL;
    if (copy) SSL_set_session(ssl, copy);
    SSL_SESSION_free(copy);
    if (connect(s, (struct sockaddr *)&address, sizeof address) == 0 && SSL_connect(ssl) == 1) {
        ok = !brought || SSL_session_reused(ssl);
        if (wanted) {
            // TLS 1.3 sends its tickets after the handshake: they are read with the answer to a request.
            static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            char answer[4096];
            SSL_write(ssl, request, sizeof request - 1);
            while (!*wanted && SSL_read(ssl, answer, sizeof answer) > 0) {}
        }
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    close(s);
    return ok;
}

static void *work(void *unused) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep);
    SSL_SESSION *session = NULL;
    if (resumes && (!handshake(context, &session, NULL) || !session)) {
        fprintf(stderr, "no ticket came\n");
        exit(1);
    }
    for (double end = now() + seconds; now() < end;) {
        if (handshake(context, NULL, session)) made++;
        else failed++;
    }
    SSL_CTX_free(context);
    return unused;
}

int main(int count, char **words) {
    if (count != 5) return 64;
    port = atoi(words[1]);
    seconds = atof(words[2]);
    resumes = strcmp(words[4], "resumed") == 0;
    int threads = atoi(words[3]);
    pthread_t ids[64];
    if (threads < 1 || threads > 64) return 64;
    double began = now();
    for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    printf("{\"rate\":%.1f,\"made\":%ld,\"failed\":%ld}\n", made / (now() - began), made, failed);
    return 0;
}
