"""The files of an event's folder besides its TOML files: the badge's template, its pictures, the logo."""

import re
from collections.abc import Iterator
from pathlib import Path

from conference.event.documents import BADGE
from conference.event.errors import EventDataError, Fault

SUFFIXES = frozenset({".typ", ".svg", ".png", ".webp", ".jpg", ".jpeg"})

LARGEST = 2_000_000
"""Bytes of one of these files."""

LONGEST_NAME = 80

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_valid_file(name: str, content: bytes) -> bool:
    """Return whether a file that was not read from a folder may belong to an event: its name, its suffix, its size."""
    is_named = len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None
    return is_named and Path(name).suffix.lower() in SUFFIXES and len(content) <= LARGEST


def read_files(folder: Path) -> dict[str, bytes]:
    """Return these files by name. Raises EventDataError for one that cannot be read or is too large."""
    return dict(_read_files(folder))


def _read_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            raise EventDataError(Fault(path.name, "", f"cannot be read: {error.strerror}")) from error
        if len(content) > LARGEST or len(path.name) > LONGEST_NAME:
            problem = f"larger than {LARGEST} bytes, or a name of more than {LONGEST_NAME} characters"
            raise EventDataError(Fault(path.name, "", problem, f"only {BADGE} and its pictures belong here"))
        yield path.name, content
