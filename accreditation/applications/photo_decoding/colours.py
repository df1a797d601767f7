"""Colours of an uploaded photo: conversion to sRGB by the image's ICC profile, and JPEGs whose profile is malformed."""

import io
from collections.abc import Iterator

from PIL import Image

_RGB = "RGB "
"""Colour space of a profile by which an RGB image can be converted."""

_APP2, _START_OF_SCAN = 0xE2, 0xDA
_PROFILE_PART = b"ICC_PROFILE\0"
_PART_HEAD = len(_PROFILE_PART) + 2
"""Bytes of a part before its data: the name, the number of the part and the number of parts."""


def to_srgb(photo: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an RGB photo from the colours of its profile to sRGB; unchanged without a usable RGB profile."""
    if not profile:
        return photo
    from PIL import ImageCms  # noqa: PLC0415 - needed for photos with a profile only

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _RGB:
            return photo
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(photo, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return photo
    return converted or photo


def without_malformed_profile(upload: bytes) -> bytes:
    """Return a JPEG without its profile if a part of the profile is too short to be read; other files unchanged."""
    segments = list(_jpeg_segments(upload))
    parts = [(start, end) for start, end in segments if _is_profile_part(upload[start:end])]
    if all(end - start >= 4 + _PART_HEAD for start, end in parts):
        return upload
    kept = bytearray(upload)
    for start, end in reversed(parts):
        del kept[start:end]
    return bytes(kept)


def _jpeg_segments(upload: bytes) -> Iterator[tuple[int, int]]:
    """Iterate over the segments of a JPEG before its first scan, as (start, end); none of other files."""
    if upload[:2] != b"\xff\xd8":
        return
    start = 2
    while upload[start : start + 1] == b"\xff" and start + 4 <= len(upload):
        if upload[start + 1] == _START_OF_SCAN:
            return
        end = start + 2 + int.from_bytes(upload[start + 2 : start + 4], "big")
        yield start, end
        start = end


def _is_profile_part(segment: bytes) -> bool:
    return segment[1] == _APP2 and segment[4:].startswith(_PROFILE_PART)
