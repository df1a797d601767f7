/* The client's half of RFC 6455, as far as a measurement needs it: no extensions, no fragments. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
/* The answer to KEY (RFC 6455 section 1.3). */
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

struct frame {
    int opcode;
    const unsigned char *payload;
    size_t length;
};

/* The size of the whole frame at `bytes`, which is then in `out`; 0 while some of it is missing. */
static inline size_t next_frame(const unsigned char *bytes, size_t held, struct frame *out)
{
    size_t head = 2;
    if (held < head)
        return 0;
    uint64_t length = bytes[1] & 0x7f;
    if (length >= 126) {
        size_t digits = length == 126 ? 2 : 8;
        head += digits;
        if (held < head)
            return 0;
        length = 0;
        for (size_t i = 0; i < digits; i++)
            length = length << 8 | bytes[2 + i];
    }
    if (held < head + length)
        return 0;
    *out = (struct frame){.opcode = bytes[0] & 0x0f, .payload = bytes + head, .length = length};
    return head + length;
}

#endif
