"""Preparation of pictures that screens hand in: decoded within limits, and encoded again."""

import io
import struct

LARGEST_SIDE = 1600
"""Maximum width and height in pixels: screens draw about 640."""

QUALITY = 80

_BROKEN = (OSError, SyntaxError, EOFError, LookupError, struct.error)
"""What decoders raise for broken content, besides ValueError."""


def prepare_picture(content: bytes) -> bytes:
    """Return a JPEG or PNG of at most LARGEST_SIDE as JPEG without any metadata.

    Raises: ValueError: the content is none, is broken, or is larger.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - 3 MB, needed once a picture is handed in

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if max(opened.size) > LARGEST_SIDE or min(opened.size) < 1:
                raise ValueError("larger than a screen draws")
            image = opened.convert("RGB")
    except (*_BROKEN, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ValueError("no image") from error
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=QUALITY)
    return encoded.getvalue()
