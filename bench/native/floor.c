/* The floor: nothing but send(), or SSL_write(). Takes WebSocket handshakes, then writes one ready frame to each connection when told.
 *
 * floor [--tls CERTIFICATE KEY] PATH…: says its port as JSON. On standard input: "update LENGTH…\n" and then the bytes of one payload a path,
 * which are framed once and sent to those who asked for the path; the answer says when that began. The handshake is a
 * fixed dance: the key is the one of RFC 6455 section 1.3, which load.c always sends.
 */
#define _GNU_SOURCE
#include "crowd.h"
#include "frames.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_EVENTS 512
#define MOST_FILES 65536
#define LARGEST_REQUEST 2048
#define LARGEST_FRAME 65000

static const char **paths;
static int path_count;
static int *connections[MOST_GROUPS], counted[MOST_GROUPS];
static struct link links[MOST_FILES];

static const char ANSWER[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: " ACCEPT "\r\n\r\n";

static int listen_anywhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4096) < 0)
        perror("floor"), exit(1);
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("{\"port\":%d}\n", ntohs(address.sin_port));
    return listener;
}

static void forget(int fd)
{
    for (int path = 0; path < path_count; path++)
        for (int i = 0; i < counted[path]; i++)
            if (connections[path][i] == fd)
                connections[path][i] = connections[path][--counted[path]];
    end_link(&links[fd]);
    close(fd);
}

/* A request is small and comes whole; anything else is an end, or a pong that nobody needs. */
static void hear_client(int fd)
{
    char request[LARGEST_REQUEST + 1];
    enum progress progress = shake_hands(&links[fd]);
    if (progress == WAITING)
        return;
    ssize_t got = progress == DONE ? receive(&links[fd], request, LARGEST_REQUEST) : 0;
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        forget(fd);
        return;
    }
    request[got] = 0;
    for (int path = 0; path < path_count; path++) {
        size_t length = strlen(paths[path]);
        if (!strncmp(request, "GET ", 4) && !strncmp(request + 4, paths[path], length) && request[4 + length] == ' ') {
            transmit(&links[fd], ANSWER, sizeof ANSWER - 1);
            connections[path][counted[path]++] = fd;
        }
    }
}

static void accept_all(int epoll, int listener)
{
    static const int on = 1;
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        links[fd] = (struct link){.fd = fd};
        begin_link(&links[fd], true);
    }
}

static size_t framed(unsigned char *frame, size_t length)
{
    frame[0] = 0x80 | TEXT;
    frame[1] = 126;
    frame[2] = (unsigned char)(length >> 8);
    frame[3] = (unsigned char)length;
    if (length >= 126)
        return length + 4;
    frame[1] = (unsigned char)length;
    memmove(frame + 2, frame + 4, length);
    return length + 2;
}

static bool send_update(void)
{
    static char line[1024];
    static unsigned char frames[MOST_GROUPS][LARGEST_FRAME + 4];
    size_t sizes[MOST_GROUPS];
    if (!fgets(line, sizeof line, stdin))
        return false;
    char *rest = line + strlen("update");
    for (int path = 0; path < path_count; path++)
        if ((sizes[path] = strtoul(rest, &rest, 10)) > LARGEST_FRAME)
            fprintf(stderr, "floor: too large\n"), exit(1);
    for (int path = 0; path < path_count; path++)
        if (fread(frames[path] + 4, 1, sizes[path], stdin) != sizes[path])
            return false;
    int64_t began = now_ns();
    long long full = 0;
    for (int path = 0; path < path_count; path++) {
        size_t size = framed(frames[path], sizes[path]);
        for (int i = 0; i < counted[path]; i++)
            full += !transmit(&links[connections[path][i]], frames[path], size);
    }
    printf("{\"began_ns\":%lld,\"full\":%lld}\n", (long long)began, full);
    return true;
}

int main(int argc, char **argv)
{
    static struct epoll_event events[MOST_EVENTS];
    struct rlimit limit;
    bool is_secure = argc > 3 && !strcmp(argv[1], "--tls");
    if (is_secure) {
        prepare_links(argv[2], argv[3], false);
        argc -= 3, argv += 3;
    }
    paths = (const char **)argv + 1;
    path_count = argc - 1;
    if (path_count < 1 || path_count > MOST_GROUPS)
        return 2;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdin, NULL, _IONBF, 0); /* so that epoll knows of all that is unread */
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int path = 0; path < path_count; path++)
        connections[path] = malloc(MOST_FILES * sizeof(int));
    int epoll = epoll_create1(EPOLL_CLOEXEC), listener = listen_anywhere();
    struct epoll_event of_input = {.events = EPOLLIN, .data.fd = STDIN_FILENO};
    struct epoll_event of_listener = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &of_input);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &of_listener);
    for (;;) {
        int count = epoll_wait(epoll, events, MOST_EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == STDIN_FILENO) {
                if (!send_update())
                    return 0;
            } else if (fd == listener)
                accept_all(epoll, listener);
            else
                hear_client(fd);
        }
    }
}
