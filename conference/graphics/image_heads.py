"""Sizes of images that are read from a file's head, before a decoder allocates memory for them."""


def webp_pixels(content: bytes) -> int:
    """Return the pixels that the first chunk of a WebP declares (RFC 9649 §2); 0 for other files."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return 0
    if content[12:16] == b"VP8X":
        sides = content[24:27], content[27:30]
        return (int.from_bytes(sides[0], "little") + 1) * (int.from_bytes(sides[1], "little") + 1)
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(content[26:28], "little") & 0x3FFF) * (int.from_bytes(content[28:30], "little") & 0x3FFF)
