/* Connections over TLS, by OpenSSL. A client believes every certificate: it measures, and talks to loopback only. */
#define _GNU_SOURCE
#include "link.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

/* In the order of browsers. */
#define CIPHERS "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

static SSL_CTX *client, *server;
static bool keeps_sessions;
static long long resumed;

static void give_up(const char *what)
{
    fprintf(stderr, "%s: ", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

/* A ticket has come: it is kept for the next connection of this link. */
static int keep_session(SSL *tls, SSL_SESSION *session)
{
    struct link *link = SSL_get_app_data(tls);
    SSL_SESSION_free(link->session);
    link->session = session;
    return 1;
}

static SSL_CTX *make_context(const SSL_METHOD *method)
{
    SSL_CTX *context = SSL_CTX_new(method);
    if (!context)
        give_up("TLS");
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

void prepare_links(const char *certificate, const char *key, bool resumes)
{
    keeps_sessions = resumes;
    client = make_context(TLS_client_method());
    SSL_CTX_set_read_ahead(client, 1);
    SSL_CTX_set_ciphersuites(client, CIPHERS);
    if (resumes) {
        SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(client, keep_session);
    }
    if (!certificate)
        return;
    server = make_context(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(server, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(server, key, SSL_FILETYPE_PEM) != 1)
        give_up(certificate);
}

void begin_link(struct link *link, bool accepts)
{
    SSL *tls = SSL_new(accepts ? server : client);
    if (!tls || SSL_set_fd(tls, link->fd) != 1)
        give_up("a connection");
    SSL_set_app_data(tls, link);
    if (accepts)
        SSL_set_accept_state(tls);
    else
        SSL_set_connect_state(tls);
    if (keeps_sessions && link->session)
        SSL_set_session(tls, link->session);
    link->tls = tls;
}

enum progress shake_hands(struct link *link)
{
    ERR_clear_error();
    int done = SSL_do_handshake(link->tls);
    if (done == 1) {
        resumed += SSL_session_reused(link->tls);
        return DONE;
    }
    int problem = SSL_get_error(link->tls, done);
    return problem == SSL_ERROR_WANT_READ || problem == SSL_ERROR_WANT_WRITE ? WAITING : FAILED;
}

ssize_t receive(struct link *link, void *bytes, size_t room)
{
    size_t held = 0, got;
    do {
        ERR_clear_error();
        int done = SSL_read_ex(link->tls, (char *)bytes + held, room - held, &got);
        if (done != 1) {
            int problem = SSL_get_error(link->tls, done);
            if (held)
                break;
            errno = problem == SSL_ERROR_WANT_READ ? EAGAIN : ECONNRESET;
            return problem == SSL_ERROR_ZERO_RETURN ? 0 : -1;
        }
        held += got;
    } while (held < room && SSL_has_pending(link->tls));
    return (ssize_t)held;
}

bool transmit(struct link *link, const void *bytes, size_t length)
{
    size_t sent;
    ERR_clear_error();
    return SSL_write_ex(link->tls, bytes, length, &sent) == 1 && sent == length;
}

void end_link(struct link *link)
{
    if (!link->tls)
        return;
    SSL_set_shutdown(link->tls, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); /* or its session could not be resumed */
    SSL_free(link->tls);
    link->tls = NULL;
}

long long resumed_links(void)
{
    return resumed;
}
