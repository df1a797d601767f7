/* What came when: the figures of a crowd, and what it was told, as files. */
#define _GNU_SOURCE
#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct update {
    int64_t offset, began, last;
};

static int by_value(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The value under which `share` of all lie; the values are sorted. */
static double at_share(const int64_t *values, size_t count, double share)
{
    if (count == 0)
        return -1;
    size_t index = (size_t)((double)count * share);
    return (double)values[index < count ? index : count - 1] / 1000.0;
}

/* Reads "offset:began offset:began …" in the order of offsets. */
static size_t read_updates(char *line, struct update **out)
{
    size_t count = 0, room = 64;
    struct update *updates = malloc(room * sizeof *updates);
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
        long long offset, began;
        if (sscanf(word, "%lld:%lld", &offset, &began) != 2)
            continue;
        if (count == room)
            updates = realloc(updates, (room *= 2) * sizeof *updates);
        updates[count++] = (struct update){.offset = offset, .began = began};
    }
    *out = updates;
    return count;
}

static int by_offset(const void *key, const void *member)
{
    int64_t offset = *(const int64_t *)key, other = ((const struct update *)member)->offset;
    return (offset > other) - (offset < other);
}

/* Prints the delays of the updates that the line names, over all viewers that are not slow, in microseconds. */
void report(char *line)
{
    struct update *updates;
    size_t count = read_updates(line, &updates), wanted = count * (size_t)fast_ones(options.viewers);
    int64_t *delays = malloc((wanted + 1) * sizeof *delays), *lasts = calloc(count + 1, sizeof *lasts);
    int64_t *seen_by = calloc(count + 1, sizeof *seen_by);
    size_t deliveries = 0, twice = 0, disorder = 0;
    for (int v = 0; v < options.viewers; v++) {
        const struct viewer *viewer = &viewers[v];
        int64_t newest = -1;
        for (uint32_t i = 0; i < viewer->count && !viewer->slow; i++) {
            const struct arrival *arrival = &viewer->arrivals[i];
            struct update *update = bsearch(&arrival->offset, updates, count, sizeof *updates, by_offset);
            if (!update)
                continue;
            disorder += arrival->offset < newest;
            newest = arrival->offset;
            size_t index = (size_t)(update - updates);
            if (seen_by[index] == v + 1) {
                twice++;
                continue;
            }
            seen_by[index] = v + 1;
            delays[deliveries++] = arrival->at - update->began;
            if (arrival->at > update->last)
                update->last = arrival->at;
        }
    }
    for (size_t i = 0; i < count; i++)
        lasts[i] = updates[i].last - updates[i].began;
    qsort(delays, deliveries, sizeof *delays, by_value);
    qsort(lasts, count, sizeof *lasts, by_value);
    printf("{\"wanted\":%zu,\"deliveries\":%zu,\"twice\":%zu,\"disorder\":%zu,\"p50_us\":%.1f,\"p99_us\":%.1f,"
           "\"max_us\":%.1f,\"last_us\":%.1f}\n",
           wanted, deliveries, twice, disorder, at_share(delays, deliveries, 0.5), at_share(delays, deliveries, 0.99),
           at_share(delays, deliveries, 1), at_share(lasts, count, 0.5));
    free(updates);
    free(delays);
    free(lasts);
    free(seen_by);
}

static void keep_text(const char *folder, const char *name, int group, const struct text *text)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%d.json", folder, name, group);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    fwrite(text->bytes, 1, text->length, file);
    fclose(file);
}

/* Writes what each group was told last, as snapshot-N.json and update-N.json. */
void keep(const char *folder)
{
    for (int group = 0; group < group_count; group++) {
        keep_text(folder, "snapshot", group, &groups[group].snapshot);
        keep_text(folder, "update", group, &groups[group].update);
    }
    printf("{\"groups\":%d}\n", group_count);
}
