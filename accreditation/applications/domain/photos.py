"""A photo as the program keeps it: upright, without metadata, one shape and size."""

from dataclasses import dataclass

UPLOAD_MEGABYTES = 15
"""Largest upload: a 50-megapixel telephone photo is about 12 MB."""

LEAST = (300, 400)
"""Smallest photo, in pixels across and down."""


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A decoded, cropped and re-encoded photo: JPEG bytes of `width` × `height` pixels, 3:4, and a small twin."""

    jpeg: bytes
    thumbnail: bytes
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A kept photo without its bytes: whose it is, and the digest for its address and ETag."""

    id: str
    application_id: str | None
    sha256: str
