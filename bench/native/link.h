/* One connection of a crowd or of the floor: as it is (plain_link.c), or over TLS (secure_link.c). */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <sys/types.h>

enum progress { FAILED = -1, WAITING, DONE };

/* `session` outlives the connection: with it the next one is resumed. */
struct link {
    int fd;
    void *tls, *session;
};

/* Reads what TLS needs: the server's certificate and key, or for a client whether sessions are resumed. */
void prepare_links(const char *certificate, const char *key, bool resumes);

/* Begin TLS on `fd`, which must be connected; `owner` outlives the connection. */
void begin_link(struct link *link, bool accepts);

/* Continue the handshake; DONE at once without TLS. */
enum progress shake_hands(struct link *link);

/* As recv: 0 at the end, -1 with EAGAIN where nothing has come. */
ssize_t receive(struct link *link, void *bytes, size_t room);

/* Whether all was sent. */
bool transmit(struct link *link, const void *bytes, size_t length);

/* Forget the connection's state; closing `fd` is the caller's. */
void end_link(struct link *link);

/* How many handshakes were resumed. */
long long resumed_links(void);

#endif
