/* What a crowd is told: everybody of a group the same, byte for byte. */
#define _GNU_SOURCE
#include "crowd.h"
#include "frames.h"

#include <stdlib.h>
#include <string.h>

/* The number after `name` in a JSON text; -1 without one. */
double number_of(const unsigned char *text, size_t length, const char *name)
{
    char digits[32] = "";
    const unsigned char *found = memmem(text, length, name, strlen(name));
    if (!found)
        return -1;
    found += strlen(name);
    size_t left = (size_t)(text + length - found);
    memcpy(digits, found, left < sizeof digits - 1 ? left : sizeof digits - 1);
    return strtod(digits, NULL);
}

static void remember(struct text *text, const struct frame *frame, int64_t offset)
{
    text->bytes = realloc(text->bytes, frame->length + 1);
    memcpy(text->bytes, frame->payload, frame->length);
    text->length = frame->length;
    text->offset = offset;
}

/* Where the value of `at` begins and ends in a snapshot; false without one. */
static bool find_at(const unsigned char *bytes, size_t length, size_t *begin, size_t *end)
{
    static const char name[] = "\"at\":\"";
    const unsigned char *found = memmem(bytes, length, name, sizeof name - 1);
    if (!found)
        return false;
    *begin = (size_t)(found - bytes) + sizeof name - 1;
    const unsigned char *quote = memchr(bytes + *begin, '"', length - *begin);
    *end = quote ? (size_t)(quote - bytes) : length;
    return quote != NULL;
}

/* Whether two snapshots are the same but for the moment at which they were made, which may be shorter or longer. */
static bool same_but_at(const struct text *text, const struct frame *frame)
{
    size_t begin, end, frame_begin, frame_end;
    if (!find_at(text->bytes, text->length, &begin, &end) ||
        !find_at(frame->payload, frame->length, &frame_begin, &frame_end))
        return false;
    return begin == frame_begin && text->length - end == frame->length - frame_end &&
           !memcmp(text->bytes, frame->payload, begin) &&
           !memcmp(text->bytes + end, frame->payload + frame_end, text->length - end);
}

/* Compares an update with what the group was told before; gives its offset. */
int64_t note_update(struct group *group, const struct frame *frame)
{
    struct text *told = &group->update;
    int64_t offset = (int64_t)number_of(frame->payload, frame->length, "\"offset\":");
    counts.updates++;
    if (!told->bytes || told->offset < offset)
        remember(told, frame, offset);
    else if (told->offset == offset)
        counts.other_updates += told->length != frame->length || memcmp(told->bytes, frame->payload, told->length) != 0;
    return offset;
}

/* Compares a snapshot with what the group was told before; gives its offset. */
int64_t note_snapshot(struct group *group, const struct frame *frame)
{
    struct text *told = &group->snapshot;
    int64_t offset = (int64_t)number_of(frame->payload, frame->length, "\"offset\":");
    counts.snapshots++;
    if (!told->bytes || told->offset < offset)
        remember(told, frame, offset);
    else if (told->offset == offset)
        counts.other_snapshots += !same_but_at(told, frame);
    return offset;
}
