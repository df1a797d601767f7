/* Connections without TLS. */
#define _GNU_SOURCE
#include "link.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

void prepare_links(const char *certificate, const char *key, bool resumes)
{
    (void)key;
    if (certificate || resumes)
        fprintf(stderr, "compiled without TLS\n"), exit(2);
}

void begin_link(struct link *link, bool accepts)
{
    (void)link, (void)accepts;
}

enum progress shake_hands(struct link *link)
{
    (void)link;
    return DONE;
}

ssize_t receive(struct link *link, void *bytes, size_t room)
{
    return recv(link->fd, bytes, room, 0);
}

bool transmit(struct link *link, const void *bytes, size_t length)
{
    return send(link->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

void end_link(struct link *link)
{
    (void)link;
}

long long resumed_links(void)
{
    return 0;
}
