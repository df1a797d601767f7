/* A crowd of viewers on one core: opens WebSockets, notes when each update came, and says so when asked.
 *
 * load [options] PATH…: viewer n asks for path n % paths. Lines on standard input are commands, each is answered with
 * one line of JSON; it ends with its input.
 *   connect SECONDS N [QUERY]   those of the first N who are away come, and have the first snapshot (or the handshake)
 *   cut                         everybody's connection is reset
 *   wait OFFSET MILLISECONDS    until everybody has heard of the offset
 *   report OFFSET:BEGAN …       the delays of these updates; began: CLOCK_MONOTONIC in ns
 *   keep FOLDER                 writes what each path was told last
 *   counts                      what happened so far
 * --tls=full or --tls=resumed: over TLS, where those who come back begin anew or resume their session.
 */
#define _GNU_SOURCE
#include "crowd.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST_EVENTS 512
#define LONGEST_COMMAND (1 << 20)

struct options options = {.viewers = 1, .at_once = 500};
struct group groups[MOST_GROUPS];
int group_count;
struct viewer *viewers;
struct counts counts;

static enum { LISTEN, CONNECT, WAIT } doing;
static int called;
static int64_t until, wanted_offset, busy_before, failed_before;
static char query[512];

static void say_connected(void)
{
    double seconds = (double)(last_ready_at - first_syn_at) / 1e9;
    printf("{\"connected\":%d,\"wanted\":%d,\"seconds\":%.4f,\"busy\":%lld,\"failed\":%lld}\n", ready_ones(),
           fast_ones(called), last_ready_at ? seconds : -1, (long long)(counts.busy - busy_before),
           (long long)(counts.failed - failed_before));
}

static void say_counts(void)
{
    printf("{\"ready\":%d,\"pings\":%lld,\"ticks\":%lld,\"updates\":%lld,\"snapshots\":%lld,\"closed\":%lld,"
           "\"busy\":%lld,\"failed\":%lld,\"slow_cuts\":%lld,\"slow_bytes\":%lld,\"other_snapshots\":%lld,"
           "\"other_updates\":%lld,\"resumed\":%lld}\n",
           ready_ones(), (long long)counts.pings, (long long)counts.ticks, (long long)counts.updates,
           (long long)counts.snapshots, (long long)counts.closed, (long long)counts.busy, (long long)counts.failed,
           (long long)counts.slow_cuts, (long long)counts.slow_bytes, (long long)counts.other_snapshots,
           (long long)counts.other_updates, resumed_links());
}

static void obey(char *line)
{
    double seconds, milliseconds;
    long long offset;
    if (sscanf(line, "connect %lf %d", &seconds, &called) == 2 && called <= options.viewers) {
        const char *asked = strchr(line, '?');
        snprintf(query, sizeof query, "%s", asked ? asked : "");
        doing = CONNECT;
        until = now_ns() + (int64_t)(seconds * SECOND);
        busy_before = counts.busy, failed_before = counts.failed;
        call(called, query);
    } else if (sscanf(line, "wait %lld %lf", &offset, &milliseconds) == 2) {
        doing = WAIT;
        until = now_ns() + (int64_t)(milliseconds * 1e6);
        wanted_offset = offset;
    } else if (!strcmp(line, "cut")) {
        cut_all();
        say_counts();
    } else if (!strncmp(line, "report ", 7))
        report(line + 7);
    else if (!strncmp(line, "keep ", 5))
        keep(line + 5);
    else
        say_counts();
}

/* Answers the command under way once it is done, or took too long. */
static void answer(int64_t now)
{
    if (doing == CONNECT && (ready_ones() == fast_ones(called) || now > until)) {
        say_connected();
        doing = LISTEN;
    } else if (doing == WAIT) {
        int left = behind(wanted_offset);
        if (left == 0 || now > until) {
            printf("{\"behind\":%d}\n", left);
            doing = LISTEN;
        }
    }
}

/* False at the end of the input. */
static bool hear(void)
{
    static char line[LONGEST_COMMAND + 1];
    static size_t held;
    ssize_t got = read(STDIN_FILENO, line + held, LONGEST_COMMAND - held);
    if (got <= 0)
        return false;
    held += (size_t)got;
    line[held] = 0;
    for (char *end; (end = memchr(line, '\n', held));) {
        *end = 0;
        obey(line);
        held -= (size_t)(end - line) + 1;
        memmove(line, end + 1, held);
    }
    return true;
}

static void read_options(int argc, char **argv)
{
    static const struct option known[] = {
        {"port", required_argument, 0, 'p'},       {"viewers", required_argument, 0, 'n'},
        {"at-once", required_argument, 0, 'a'},    {"slow-every", required_argument, 0, 'e'},
        {"slowness", required_argument, 0, 's'},   {"until", required_argument, 0, 'u'},
        {"tls", required_argument, 0, 't'},
        {0},
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'p': options.port = atoi(optarg); break;
        case 'n': options.viewers = atoi(optarg); break;
        case 'a': options.at_once = atoi(optarg); break;
        case 'e': options.slow_every = atoi(optarg); break;
        case 's': options.slowness = *optarg == 'b' ? BYTE : *optarg == 'n' ? NOTHING : SILENT; break;
        case 'u': options.until_snapshot = !strcmp(optarg, "snapshot"); break;
        case 't': options.secure = true, options.resumes = !strcmp(optarg, "resumed"); break;
        default: exit(2);
        }
    }
    for (; optind < argc && group_count < MOST_GROUPS; optind++)
        groups[group_count++].path = argv[optind];
    if (!group_count || options.viewers < 1)
        fprintf(stderr, "load: nothing to ask for\n"), exit(2);
}

static void open_many_files(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < (rlim_t)options.viewers + 16) {
        fprintf(stderr, "load: %d viewers, but a process may open only %llu files\n", options.viewers,
                (unsigned long long)limit.rlim_cur);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    static struct epoll_event events[MOST_EVENTS];
    read_options(argc, argv);
    open_many_files();
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input) < 0)
        perror("load"), exit(1);
    if (options.secure)
        prepare_links(NULL, NULL, options.resumes);
    make_crowd(epoll);
    for (;;) {
        int count = epoll_wait(epoll, events, MOST_EVENTS, 10);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr)
                handle(events[i].data.ptr, events[i].events);
            else if (!hear())
                return 0;
        }
        int64_t now = now_ns();
        advance_crowd(now);
        answer(now);
    }
}
