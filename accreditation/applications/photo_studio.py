"""What was uploaded → a photo: told by decoding, upright, without metadata, 3:4, small (A16).

Only the decoders of JPEG, PNG and WebP are ever tried, whatever the name says; the size in the header is
judged before a pixel is decoded; what is kept is encoded anew, so nothing else in the file survives.
"""

import asyncio
import hashlib
import io
import struct

from PIL import Image, ImageOps, UnidentifiedImageError

from accreditation.applications.domain.photos import LEAST, UPLOAD_MEGABYTES, PreparedPhoto
from conference.errors import InvalidError, ThrottledError

UPLOAD_BYTES = UPLOAD_MEGABYTES * 1024 * 1024

JPEG_PIXELS = 120_000_000
"""Largest JPEG: today's telephones reach 108 megapixels, and JPEG is decoded at a reduced scale."""

OTHER_PIXELS = 30_000_000
"""Largest PNG or WebP, which must be decoded whole (about 120 MB of memory)."""

SIZE = (600, 800)
DOOR_SIZE = (300, 400)
"""What a door shows: as large as the hand that holds it, some 15 KB."""

THUMBNAIL = (120, 160)
PHOTO_BYTES = 60_000
"""Aim of a kept photo, so that 400 of them print in one run and travel to every door."""

_JPEGS = ("JPEG", "MPO")
"""A telephone's JPEG with a second picture behind the first is an MPO."""

_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError)
"""What decoders raise for files that are not what they say."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (82, 74, 66, 58, 50)
_THUMBNAIL_QUALITY = 76
_FACE = (0.5, 0.4)
"""Where to keep when cropping: faces are above the middle."""

_DECODERS = 2
"""Photos decoded at once: bounds memory and leaves a core to the doors."""

MOST_WAITING = 24
"""Uploads that wait for a decoder: above that a newcomer is asked to come back, before memory is full."""

RETRY_S = 10

_PROFILES = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}

Image.MAX_IMAGE_PIXELS = JPEG_PIXELS


class PillowStudio:
    """`accreditation.applications.ports.PhotoStudio` by Pillow, in threads."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_DECODERS)
        self._waiting = 0

    async def prepare(self, upload: bytes) -> PreparedPhoto:
        """The photo, upright, 3:4, without metadata.

        Raises InvalidError with a `photo.*` code, ThrottledError `photo.busy` when too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise ThrottledError("photo.busy", retry_after_s=RETRY_S)
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(prepare_photo, upload)
        finally:
            self._waiting -= 1


def prepare_photo(upload: bytes) -> PreparedPhoto:
    """The photo in an uploaded file: 600 × 800 pixels of JPEG and a thumbnail.

    Raises InvalidError: `photo.empty`, `photo.too_large`, `photo.heic`, `photo.not_image`, `photo.broken`,
    `photo.animated`, `photo.too_many_pixels`, `photo.too_small`.
    """
    _require_bytes(upload)
    with _opened(upload) as image:
        _require_one_sane_picture(image)
        upright = _upright(image)
    whole = ImageOps.fit(upright, SIZE, Image.Resampling.LANCZOS, centering=_FACE)
    jpeg = _encoded(whole)
    small = whole.resize(THUMBNAIL, Image.Resampling.LANCZOS)
    thumbnail = _jpeg(small, _THUMBNAIL_QUALITY)
    return PreparedPhoto(jpeg, thumbnail, hashlib.sha256(jpeg).hexdigest(), *SIZE)


def door_photo(jpeg: bytes) -> bytes:
    """A kept photo at `DOOR_SIZE`. Some milliseconds of work: not on the event loop."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.draft("RGB", DOOR_SIZE)
        return _jpeg(image.convert("RGB").resize(DOOR_SIZE, Image.Resampling.LANCZOS), _THUMBNAIL_QUALITY)


def _require_bytes(upload: bytes) -> None:
    if not upload:
        raise InvalidError("photo.empty")
    if len(upload) > UPLOAD_BYTES:
        raise InvalidError("photo.too_large", megabytes=UPLOAD_MEGABYTES)
    if upload[4:8] == b"ftyp" and upload[8:12] in _PROFILES:
        raise InvalidError("photo.heic")
    if _webp_pixels(upload) > OTHER_PIXELS:
        raise InvalidError("photo.too_many_pixels")


def _opened(upload: bytes) -> Image.Image:
    """The image with its header read and no pixel decoded."""
    try:
        return Image.open(io.BytesIO(upload), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidError("photo.too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise InvalidError("photo.not_image") from error
    except _BROKEN as error:
        raise InvalidError("photo.broken") from error


def _webp_pixels(upload: bytes) -> int:
    """Pixels that a WebP's first chunk declares (RFC 9649 §2); 0 for other files. Its decoder allocates at once."""
    if upload[:4] != b"RIFF" or upload[8:12] != b"WEBP":
        return 0
    if upload[12:16] == b"VP8X":
        sides = upload[24:27], upload[27:30]
        return (int.from_bytes(sides[0], "little") + 1) * (int.from_bytes(sides[1], "little") + 1)
    if upload[12:16] == b"VP8L":
        bits = int.from_bytes(upload[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(upload[26:28], "little") & 0x3FFF) * (int.from_bytes(upload[28:30], "little") & 0x3FFF)


def _require_one_sane_picture(image: Image.Image) -> None:
    is_jpeg = image.format in _JPEGS
    if image.width * image.height > (JPEG_PIXELS if is_jpeg else OTHER_PIXELS):
        raise InvalidError("photo.too_many_pixels")
    if getattr(image, "is_animated", False) and not is_jpeg:
        raise InvalidError("photo.animated")
    if min(image.size) < LEAST[0]:
        raise InvalidError("photo.too_small", width=LEAST[0], height=LEAST[1])


def _upright(image: Image.Image) -> Image.Image:
    """Decoded, turned as its EXIF says, in RGB on white."""
    try:
        image.draft("RGB", (SIZE[1] * 2, SIZE[1] * 2))
        image.load()
        rgb = _flattened(_turned(image))
    except (*_BROKEN, MemoryError) as error:
        raise InvalidError("photo.broken") from error
    if rgb.width < LEAST[0] or rgb.height < LEAST[1]:
        raise InvalidError("photo.too_small", width=LEAST[0], height=LEAST[1])
    return rgb


def _turned(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (struct.error, TypeError, *_BROKEN):
        return image  # broken EXIF: the picture itself is whole


def _flattened(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    """JPEG at the best quality that keeps to `PHOTO_BYTES`, or at the lowest that still looks right."""
    for quality in _QUALITIES:
        encoded = _jpeg(image, quality)
        if len(encoded) <= PHOTO_BYTES:
            break
    return encoded


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()
