"""Pictures for the press: JPEG or PNG files within limits, encoded anew without position or other metadata."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from msgspec import Struct

from conference.event.documents import PICTURES, Documents, Finding
from conference.event.errors import Problem
from conference.event.model import PressPicture

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PICTURES = 24
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 12_000
"""Pixels of the longer side."""

THUMBNAIL = (480, 360)
"""Largest width and height of the picture that the page shows."""

_ROTATED = range(5, 9)
"""Orientations of EXIF in which width and height are exchanged."""

_ORIENTATION = 0x0112
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError)
"""Exceptions that decoders raise for malformed files."""

_PROPOSAL = f"save it as JPEG or PNG of at most {MOST_PIXELS // 1_000_000} megapixels"
_log = structlog.get_logger(__name__)


class StoredPicture(Struct, frozen=True, kw_only=True):
    """A picture with its file: content as stored, digest of it, format, and size in pixels as it is shown."""

    picture: PressPicture
    content: bytes
    digest: str
    format: str
    width: int
    height: int


class PictureError(ValueError):
    """The file cannot be a picture for the press; the message says why."""


def read_pictures(folder: Path, pictures: Iterable[PressPicture]) -> dict[str, StoredPicture]:
    """Return the pictures of an event's folder by id. One that cannot be read is logged, and left out."""
    stored = {}
    for picture in pictures:
        try:
            stored[picture.id] = _inspect_picture(picture, (folder / picture.file).read_bytes())
        except (OSError, PictureError) as error:
            _log.error("event.picture_unreadable", file=picture.file, error=str(error))
    return stored


def encode_picture(content: bytes) -> bytes:
    """Return the picture upright in its format without metadata. Blocks for up to a second. Raises PictureError."""
    from PIL import ImageOps  # noqa: PLC0415 - an event without pictures needs no decoder

    with _open_picture(content) as image:
        kind = _format_of(image)
        options = {"quality": 95} if kind == "JPEG" else {"optimize": True}
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        upright.info = {}
        encoded = io.BytesIO()
        upright.save(encoded, kind, icc_profile=profile, exif=b"", **options)
    return encoded.getvalue()


def encode_thumbnail(content: bytes) -> bytes:
    """Return the picture as a JPEG of at most `THUMBNAIL`. Blocks for up to a second. Raises PictureError."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - an event without pictures needs no decoder

    with _open_picture(content) as image:
        image.draft("RGB", (2 * THUMBNAIL[0], 2 * THUMBNAIL[1]))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        upright.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
        shown = Image.new("RGB", upright.size, "white")
        shown.paste(upright, mask=upright)
        encoded = io.BytesIO()
        shown.save(encoded, "JPEG", quality=82)
    return encoded.getvalue()


def check_picture(content: bytes) -> None:
    """Decode the whole picture. Blocks for up to a second. Raises PictureError."""
    with _open_picture(content) as image:
        image.load()


def find_picture_faults(names: Iterable[str], files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Find what is wrong with the files of pictures, named in their order, among the files of an event."""
    seen: set[str] = set()
    for number, name in enumerate(names):
        path = ("pictures", number, "file")
        if number == MOST_PICTURES:
            yield Finding(PICTURES, ("pictures",), Problem(f"more than {MOST_PICTURES}", "other"))
        if name in seen:
            yield Finding(PICTURES, path, Problem("used twice", "twice"))
        elif name not in files:
            problem = Problem(f"{name} is not in the folder", "missing_file", name)
            yield Finding(PICTURES, path, problem, "put the file beside event.toml")
        else:
            try:
                check_picture(files[name])
            except PictureError as error:
                yield Finding(PICTURES, path, Problem(f"{name}: {error}", "other"), _PROPOSAL)
        seen.add(name)


def check_pictures_in(documents: Documents, folder: Path) -> list[Finding]:
    """Return what is wrong with the files of pictures in a folder; a name that is none is found elsewhere."""
    entries = documents.table(PICTURES).get("pictures")
    tables = [one if isinstance(one, dict) else {} for one in entries] if isinstance(entries, list) else []
    names = [one.get("file") for one in tables]
    usable = [name for name in names if isinstance(name, str) and Path(name).name == name]
    files = {name: (folder / name).read_bytes() for name in usable if (folder / name).is_file()}
    return list(find_picture_faults(usable, files)) if len(usable) == len(names) else []


def _inspect_picture(picture: PressPicture, content: bytes) -> StoredPicture:
    with _open_picture(content) as image:
        width, height = image.size
        if image.getexif().get(_ORIENTATION) in _ROTATED:
            width, height = height, width
        digest = hashlib.sha256(content).hexdigest()[:16]
        kind = _format_of(image)
    return StoredPicture(picture=picture, content=content, digest=digest, format=kind, width=width, height=height)


def _format_of(image: Image) -> str:
    """Return the format in which a picture is encoded: JPEG also for a file that contains several of them."""
    return "PNG" if image.format == "PNG" else "JPEG"


@contextmanager
def _open_picture(content: bytes) -> Iterator[Image]:
    """Open a picture within the limits. Raises PictureError, also for what its decoder raises in the block."""
    from PIL import Image  # noqa: PLC0415 - an event without pictures needs no decoder

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                raise PictureError("too many pixels")
            yield opened
    except PictureError:
        raise
    except (*_BROKEN, Image.DecompressionBombError, MemoryError) as error:
        raise PictureError("no readable JPEG or PNG image") from error
