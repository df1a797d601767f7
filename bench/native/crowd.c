/* The connections of a crowd of viewers: how they come, what they read, how they go. */
#define _GNU_SOURCE
#include "crowd.h"
#include "frames.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LARGEST_READ (1 << 20)
#define MOST_HELD (4 << 20)
#define ONE_ADDRESS 15000 /* connections from one source address: it has 28,000 ports */
#define REFUSED_AGAIN (SECOND / 20)
#define SLOW_EVERY SECOND
#define PONG_EVERY (10 * SECOND)
#define INTERNET_MSS 1400 /* a slow reader is far away: on loopback a segment would hold 64 KiB */
#define SLOW_BUFFER 4096

int64_t first_syn_at, last_ready_at;

static int epoll;
static const char *query = "";
static int *queue, queue_head, queue_length; /* those who are to come now */
static int under_way, ready_count, ahead_count;
static int64_t awaited;
static unsigned char bytes[MOST_HELD + LARGEST_READ];

void make_crowd(int epoll_fd)
{
    epoll = epoll_fd;
    viewers = calloc((size_t)options.viewers, sizeof *viewers);
    queue = calloc((size_t)options.viewers, sizeof *queue);
    for (int v = 0; v < options.viewers; v++) {
        bool slow = options.slow_every && v % options.slow_every == options.slow_every - 1;
        viewers[v] = (struct viewer){.link.fd = -1, .group = v % group_count, .slow = slow, .offset = -1};
    }
}

/* How many of the first `among` are not slow. */
int fast_ones(int among)
{
    return among - (options.slow_every ? among / options.slow_every : 0);
}

int ready_ones(void)
{
    return ready_count;
}

static void enqueue(struct viewer *viewer)
{
    viewer->again_at = 0;
    if (viewer->queued)
        return;
    viewer->queued = true;
    queue[(queue_head + queue_length++) % options.viewers] = (int)(viewer - viewers);
}

static void watch(struct viewer *viewer, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = viewer};
    if (epoll_ctl(epoll, operation, viewer->link.fd, &event) < 0)
        perror("epoll_ctl"), exit(1);
}

/* The connection is over; `again_in` is when it may come back, 0 for not by itself. */
static void leave(struct viewer *viewer, int64_t again_in)
{
    under_way -= !viewer->slow && !viewer->ready;
    ready_count -= viewer->ready;
    ahead_count -= viewer->ready && viewer->offset >= awaited;
    end_link(&viewer->link);
    close(viewer->link.fd);
    free(viewer->rest);
    *viewer = (struct viewer){.link = {.fd = -1, .session = viewer->link.session}, .group = viewer->group, .slow = viewer->slow, .offset = viewer->offset,
                              .arrivals = viewer->arrivals, .count = viewer->count, .room = viewer->room,
                              .again_at = again_in ? now_ns() + again_in : 0};
}

static void fail(struct viewer *viewer)
{
    counts.failed++;
    leave(viewer, REFUSED_AGAIN);
}

/* Those of the first `count` who are away come; with `asked` in the address, such as ?epoch=…&offset=…. */
void call(int count, const char *asked)
{
    query = asked;
    first_syn_at = last_ready_at = 0;
    for (int g = 0; g < group_count; g++)
        groups[g].snapshot.offset = -1;
    for (int v = 0; v < count; v++)
        if (viewers[v].state == AWAY && !viewers[v].again_at)
            enqueue(&viewers[v]);
}

/* Everybody goes without a word: the connections are reset. */
void cut_all(void)
{
    for (int v = 0; v < options.viewers; v++)
        if (viewers[v].state != AWAY)
            leave(&viewers[v], 0);
}

/* How many that are not slow have not heard of `offset` yet; asked again, the answer follows the arrivals. */
int behind(int64_t offset)
{
    if (offset != awaited) {
        awaited = offset;
        ahead_count = 0;
        for (int v = 0; v < options.viewers; v++)
            ahead_count += viewers[v].ready && viewers[v].offset >= offset;
    }
    return fast_ones(options.viewers) - ahead_count;
}

static void come(struct viewer *viewer)
{
    static const int on = 1, small = SLOW_BUFFER, segment = INTERNET_MSS, idle_s = 5;
    static const struct linger reset = {.l_onoff = 1};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)}, from = {.sin_family = AF_INET};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)((viewer - viewers) / ONE_ADDRESS));
    viewer->link.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (viewer->link.fd < 0)
        perror("socket"), exit(1);
    setsockopt(viewer->link.fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    setsockopt(viewer->link.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(viewer->link.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (viewer->slow) {
        setsockopt(viewer->link.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        setsockopt(viewer->link.fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
        setsockopt(viewer->link.fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on); /* to learn that it was cut off */
        setsockopt(viewer->link.fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
        setsockopt(viewer->link.fd, IPPROTO_TCP, TCP_KEEPINTVL, &idle_s, sizeof idle_s);
    }
    if (bind(viewer->link.fd, (struct sockaddr *)&from, sizeof from) < 0)
        perror("bind"), exit(1);
    viewer->state = CONNECTING;
    under_way += !viewer->slow;
    if (!first_syn_at)
        first_syn_at = now_ns();
    if (connect(viewer->link.fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
        fail(viewer);
    else
        watch(viewer, EPOLL_CTL_ADD, EPOLLOUT);
}

static void ask(struct viewer *viewer)
{
    char request[1024];
    int length = snprintf(request, sizeof request,
                          "GET %s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " KEY "\r\n\r\n",
                          groups[viewer->group].path, query, options.port);
    if (!transmit(&viewer->link, request, (size_t)length)) {
        fail(viewer);
        return;
    }
    viewer->state = UPGRADING;
    if (viewer->slow)
        watch(viewer, EPOLL_CTL_MOD, EPOLLRDHUP);
}

/* The handshake of TLS, where there is one; then the request. */
static void secure(struct viewer *viewer)
{
    enum progress progress = shake_hands(&viewer->link);
    if (progress == DONE)
        ask(viewer);
    else if (progress == FAILED)
        fail(viewer);
}

static void begin(struct viewer *viewer)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(viewer->link.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        fail(viewer);
        return;
    }
    watch(viewer, EPOLL_CTL_MOD, EPOLLIN);
    viewer->state = SECURING;
    begin_link(&viewer->link, false);
    secure(viewer);
}

static void become_ready(struct viewer *viewer, int64_t at)
{
    if (viewer->ready)
        return;
    viewer->ready = true;
    under_way--;
    ready_count++;
    ahead_count += viewer->offset >= awaited;
    last_ready_at = at;
}

static void advance_offset(struct viewer *viewer, int64_t offset)
{
    ahead_count += viewer->ready * ((offset >= awaited) - (viewer->offset >= awaited));
    viewer->offset = offset;
}

static void take_update(struct viewer *viewer, const struct frame *frame, int64_t at)
{
    int64_t offset = note_update(&groups[viewer->group], frame);
    if (viewer->count == viewer->room) {
        viewer->room = viewer->room ? viewer->room * 2 : 64;
        viewer->arrivals = realloc(viewer->arrivals, viewer->room * sizeof *viewer->arrivals);
    }
    viewer->arrivals[viewer->count++] = (struct arrival){offset, at};
    advance_offset(viewer, offset);
}

static void take_snapshot(struct viewer *viewer, const struct frame *frame, int64_t at)
{
    advance_offset(viewer, note_snapshot(&groups[viewer->group], frame));
    become_ready(viewer, at);
}

static bool is_type(const struct frame *frame, const char *head)
{
    return frame->length > strlen(head) && !memcmp(frame->payload, head, strlen(head));
}

static void say_pong(struct viewer *viewer, const struct frame *ping)
{
    unsigned char pong[6 + 125] = {0x80 | PONG, (unsigned char)(0x80 | ping->length)}; /* masked with zeros */
    memcpy(pong + 6, ping->payload, ping->length);
    transmit(&viewer->link, pong, 6 + ping->length);
}

/* False when the connection is over. */
static bool take(struct viewer *viewer, const struct frame *frame, int64_t at)
{
    if (frame->opcode == CLOSE) {
        counts.closed++;
        leave(viewer, viewer->again_at > at ? viewer->again_at - at : 0);
        return false;
    }
    if (frame->opcode == PING) {
        counts.pings++;
        say_pong(viewer, frame);
    } else if (is_type(frame, "{\"type\":\"update\""))
        take_update(viewer, frame, at);
    else if (is_type(frame, "{\"type\":\"snapshot\""))
        take_snapshot(viewer, frame, at);
    else if (is_type(frame, "{\"type\":\"tick\""))
        counts.ticks++;
    else if (is_type(frame, "{\"type\":\"goodbye\"")) {
        counts.busy++;
        viewer->again_at = at + (int64_t)(number_of(frame->payload, frame->length, "\"retry_after_s\":") * SECOND);
    }
    return true;
}

/* Reads the answer to the handshake: its size, 0 while some is missing, -1 when the connection is over. */
static ssize_t take_answer(struct viewer *viewer, size_t held, int64_t at)
{
    unsigned char *end = memmem(bytes, held, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t length = (size_t)(end - bytes) + 4;
    if (!memcmp(bytes, "HTTP/1.1 101 ", 13) && memmem(bytes, length, ACCEPT, strlen(ACCEPT))) {
        viewer->state = OPEN;
        if (!options.until_snapshot)
            become_ready(viewer, at);
        return (ssize_t)length;
    }
    double wait_s = number_of(bytes, length, "\r\nRetry-After: ");
    bool busy = !memcmp(bytes, "HTTP/1.1 503 ", 13) && wait_s >= 0;
    counts.busy += busy;
    counts.failed += !busy;
    leave(viewer, busy ? (int64_t)(wait_s * SECOND) + 1 : 0);
    return -1;
}

static void take_all(struct viewer *viewer, size_t held, int64_t at)
{
    size_t start = 0, size;
    struct frame frame;
    if (viewer->state == UPGRADING) {
        ssize_t length = take_answer(viewer, held, at);
        if (length < 0)
            return;
        start = (size_t)length;
    }
    while (viewer->state == OPEN && (size = next_frame(bytes + start, held - start, &frame))) {
        if (!take(viewer, &frame, at))
            return;
        start += size;
    }
    viewer->held = held - start;
    if (viewer->held > MOST_HELD) {
        fprintf(stderr, "a frame of more than %d bytes\n", MOST_HELD);
        exit(1);
    }
    free(viewer->rest);
    viewer->rest = viewer->held ? malloc(viewer->held) : NULL;
    if (viewer->held)
        memcpy(viewer->rest, bytes + start, viewer->held);
}

static void read_some(struct viewer *viewer)
{
    int64_t at = now_ns();
    if (viewer->held)
        memcpy(bytes, viewer->rest, viewer->held);
    ssize_t got = receive(&viewer->link, bytes + viewer->held, LARGEST_READ);
    if (got > 0)
        take_all(viewer, viewer->held + (size_t)got, at);
    else if (got == 0 || errno != EAGAIN) {
        counts.closed++;
        leave(viewer, viewer->again_at > at ? viewer->again_at - at : 0);
    }
}

void handle(struct viewer *viewer, uint32_t events)
{
    if (viewer->state == CONNECTING)
        begin(viewer);
    else if (viewer->state == SECURING)
        secure(viewer);
    else if (viewer->state != AWAY && !viewer->slow)
        read_some(viewer);
    else if (viewer->state != AWAY && events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
        counts.slow_cuts++;
        leave(viewer, SECOND);
    }
}

static void be_slow(struct viewer *viewer, bool pong)
{
    struct frame nothing = {.opcode = PING};
    if (options.slowness == BYTE) {
        ssize_t got = recv(viewer->link.fd, bytes, 1, 0);
        counts.slow_bytes += got > 0 ? got : 0;
    } else if (options.slowness == NOTHING && pong)
        say_pong(viewer, &nothing);
}

/* What is due by now: viewers who may come back, slow ones who read a byte, and as many new ones as may come at once. */
void advance_crowd(int64_t now)
{
    static int64_t next_look, next_slow, next_pong;
    if (now >= next_look) {
        next_look = now + SECOND / 50;
        bool slow = now >= next_slow, pong = slow && now >= next_pong;
        next_slow = slow ? now + SLOW_EVERY : next_slow;
        next_pong = pong ? now + PONG_EVERY : next_pong;
        for (int v = 0; v < options.viewers; v++) {
            if (viewers[v].state == AWAY && viewers[v].again_at && viewers[v].again_at <= now)
                enqueue(&viewers[v]);
            else if (viewers[v].slow && viewers[v].state == UPGRADING && slow)
                be_slow(&viewers[v], pong);
        }
    }
    while (queue_length && under_way < options.at_once) {
        struct viewer *viewer = &viewers[queue[queue_head]];
        queue_head = (queue_head + 1) % options.viewers;
        queue_length--;
        viewer->queued = false;
        if (viewer->state == AWAY)
            come(viewer);
    }
}
