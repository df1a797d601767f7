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

/* Whether two snapshots are the same but for the second at which they were made. */
static bool same_but_at(const struct text *text, const struct frame *frame)
{
    static const char name[] = "\"at\":\"";
    const unsigned char *found = memmem(text->bytes, text->length, name, sizeof name - 1);
    if (text->length != frame->length || !found)
        return false;
    size_t before = (size_t)(found - text->bytes) + sizeof name - 1;
    const unsigned char *end = memchr(text->bytes + before, '"', text->length - before);
    size_t after = (size_t)(end - text->bytes);
    return !memcmp(text->bytes, frame->payload, before) &&
           !memcmp(end, frame->payload + after, text->length - after);
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
