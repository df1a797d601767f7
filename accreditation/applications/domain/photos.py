"""Stored photos: upright, without metadata, one aspect ratio and size."""

from dataclasses import dataclass

from msgspec import Struct

from accreditation.applications.domain.photo_rules import PhotoAdvice
from conference.errors import InvalidError

UPLOAD_MEGABYTES = 15
"""Maximum size of an upload; a 50-megapixel phone photo is about 12 MB."""

UPLOAD_BYTES = UPLOAD_MEGABYTES * 1024 * 1024

MIN_PHOTO_PIXELS = (300, 400)
"""Minimum width and height of a photo, in pixels."""


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A decoded, cropped and re-encoded photo: JPEG bytes of `width` × `height` pixels, 3:4, and a thumbnail.

    `advice` says why it may not do.
    """

    jpeg: bytes
    thumbnail: bytes
    sha256: str
    width: int
    height: int
    advice: tuple[PhotoAdvice, ...] = ()


class StoredPhoto(Struct, frozen=True):
    """A stored photo without its bytes; `sha256` is used in its address and ETag.

    `is_replaced`: a correction has replaced it; only the agencies may see it.
    """

    id: str
    application_id: str | None
    sha256: str
    is_replaced: bool = False
    advice: tuple[PhotoAdvice, ...] = ()


def require_size(size: int) -> None:
    """Check the number of an upload's bytes.

    Raises:
        InvalidError: `photo.empty`, `photo.too_large`.
    """
    if not size:
        raise InvalidError("photo.empty")
    if size > UPLOAD_BYTES:
        raise InvalidError("photo.too_large", megabytes=UPLOAD_MEGABYTES)
