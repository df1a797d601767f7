"""The logo of an event: a PNG or WebP file, decoded and encoded anew within limits; nothing else in it survives.

SVG is not accepted, because it may contain scripts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import structlog
from msgspec import Struct

from conference.event.documents import HEADER, Finding
from conference.event.errors import Problem
from conference.event.model import Look
from conference.graphics.image_heads import webp_pixels

MOST_PIXELS = 4_000_000
LEAST_SIDE = 48
"""Pixels of the shorter side."""

WIDEST = 6
"""The longer side in shorter sides, at most."""

SIZE = (960, 240)
"""Largest width and height of the logo that is shown: sharp in the header of a large screen."""

_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError)
"""Exceptions that decoders raise for malformed files."""

PROPOSAL = f"save it as PNG or WebP of at most {MOST_PIXELS // 1_000_000} megapixels"


_KEY = ("look", "logo")
_log = structlog.get_logger(__name__)


class Logo(Struct, frozen=True):
    """A logo as PNG, with its size in pixels."""

    content: bytes
    width: int
    height: int


class LogoError(ValueError):
    """The file cannot be the logo; the message says why."""


def read_logo(content: bytes) -> Logo:
    """Decode a logo and encode it anew, reduced to `SIZE`. Blocks for milliseconds. Raises LogoError."""
    from PIL import Image  # noqa: PLC0415 - an event without a logo needs no decoder

    if webp_pixels(content) > MOST_PIXELS:
        raise LogoError("too many pixels")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "WEBP")) as opened:
            _require_size(*opened.size, is_animated=getattr(opened, "is_animated", False))
            image = opened.convert("RGBA")
    except LogoError:
        raise
    except (*_BROKEN, Image.DecompressionBombError, MemoryError) as error:
        raise LogoError("no readable PNG or WebP image") from error
    image.thumbnail(SIZE, Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    image.save(encoded, "PNG", optimize=True)
    return Logo(encoded.getvalue(), *image.size)


@lru_cache(maxsize=8)
def logo_of(folder: Path, name: str | None) -> Logo | None:
    """Return the logo of an event's folder, or None without one. One that cannot be read is logged, and left out."""
    if name is None:
        return None
    try:
        return read_logo((folder / name).read_bytes())
    except (OSError, LogoError) as error:
        _log.error("event.logo_unreadable", file=name, error=str(error))
        return None


def _require_size(width: int, height: int, *, is_animated: bool) -> None:
    if width * height > MOST_PIXELS:
        raise LogoError("too many pixels")
    if is_animated:
        raise LogoError("an animation")
    shorter, longer = sorted((width, height))
    if shorter < LEAST_SIDE:
        raise LogoError(f"smaller than {LEAST_SIDE} pixels")
    if longer > WIDEST * shorter:
        raise LogoError(f"more than {WIDEST} times as long as wide")


def find_logo_faults(look: Look, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Find what is wrong with the logo among the files of an event."""
    if look.logo is None:
        return
    if look.logo not in files:
        problem = Problem(f"{look.logo} is not in the folder", "missing_file", look.logo)
        yield Finding(HEADER, _KEY, problem, "put the file beside event.toml")
        return
    try:
        read_logo(files[look.logo])
    except LogoError as error:
        yield Finding(HEADER, _KEY, Problem(f"{look.logo}: {error}", "logo", look.logo), PROPOSAL)
