/* A crowd of viewers: what load.c, crowd.c, told.c and figures.c share. Times are CLOCK_MONOTONIC in nanoseconds. */
#ifndef CROWD_H
#define CROWD_H

#include "link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define MOST_GROUPS 16
#define SECOND INT64_C(1000000000)

enum state { AWAY, CONNECTING, SECURING, UPGRADING, OPEN };

/* What a slow reader does: reads nothing and says nothing; reads nothing and says pong; reads a byte a second. */
enum slowness { SILENT, NOTHING, BYTE };

struct arrival {
    int64_t offset, at;
};

struct text {
    unsigned char *bytes;
    size_t length;
    int64_t offset;
};

/* Those who ask for the same path, and so must be told the same. */
struct group {
    const char *path;
    struct text snapshot, update;
};

struct viewer {
    struct link link;
    int group;
    enum state state;
    bool slow, ready, queued;
    unsigned char *rest; /* the bytes of a frame that is not whole yet */
    size_t held;
    struct arrival *arrivals;
    uint32_t count, room;
    int64_t offset;   /* of the newest it was told */
    int64_t again_at; /* when it may come back; 0: not by itself */
};

struct options {
    int port, viewers, at_once, slow_every;
    bool until_snapshot, secure, resumes;
    enum slowness slowness;
};

struct counts {
    int64_t pings, ticks, updates, snapshots, closed, busy, failed, slow_cuts, slow_bytes;
    int64_t other_snapshots, other_updates; /* not what the rest of the group was told */
};

extern struct options options;
extern struct group groups[MOST_GROUPS];
extern int group_count;
extern struct viewer *viewers;
extern struct counts counts;

/* crowd.c */
void make_crowd(int epoll);
void call(int count, const char *query);
void cut_all(void);
void advance_crowd(int64_t now);
void handle(struct viewer *viewer, uint32_t events);
int fast_ones(int among);
int ready_ones(void);
int behind(int64_t offset);
extern int64_t first_syn_at, last_ready_at;

/* told.c */
struct frame;
double number_of(const unsigned char *text, size_t length, const char *name);
int64_t note_update(struct group *group, const struct frame *frame);
int64_t note_snapshot(struct group *group, const struct frame *frame);

/* figures.c */
void report(char *line);
void keep(const char *folder);

static inline int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * SECOND + time.tv_nsec;
}

#endif
