"""Draws a template with the files it reads: at once in this process, or in one of its own when it is much."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst

from accreditation.badges.art import typesetter
from accreditation.badges.art.errors import NotDrawnError
from conference.fonts.families import font_folders

APART_TIMEOUT_S = 300
PDF: Mapping[str, object] = {"format": "pdf", "timestamp": 0}
"""How to draw a PDF: the same files give the same bytes."""

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a folder of random name is made in it
"""Linux's folder in memory, used when the disk takes no files: the evacuation list is drawn on a full disk too."""


def drawn(template: Path, files: Mapping[str, bytes], *, how: Mapping[str, object], apart: bool) -> bytes:
    """The drawing of a template that reads these files. Blocks; lets other threads run meanwhile.

    `apart`: by a process of its own, because typst keeps what it has laid out. Raises NotDrawnError, and OSError when
    the files can be written neither to the disk nor to memory.
    """
    order = {"template": template.name, "fonts": [str(fonts) for fonts in font_folders()], "how": dict(how)}
    written = {template.name: template.read_bytes(), typesetter.ORDER: as_json(order), **files}
    draw = _apart if apart else _here
    try:
        with _folder_of(written) as folder:
            return draw(folder)
    except OSError:
        if not MEMORY_FOLDER.is_dir():
            raise
    with _folder_of(written, within=MEMORY_FOLDER) as folder:
        return draw(folder)


@contextmanager
def _folder_of(files: Mapping[str, bytes], *, within: Path | None = None) -> Iterator[Path]:
    """A temporary folder with these files, in the system's folder for such unless `within` another."""
    with tempfile.TemporaryDirectory(prefix="rostrum-drawing-", dir=within) as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        yield folder


def as_json(value: Any) -> bytes:
    """A value as a template reads it."""
    return json.dumps(value).encode("ascii")


def _here(folder: Path) -> bytes:
    try:
        return typesetter.draw(folder)
    except typst.TypstError as error:
        raise NotDrawnError(error.diagnostic) from error


def _apart(folder: Path) -> bytes:
    command = [sys.executable, "-P", str(typesetter.__file__), str(folder)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, timeout=APART_TIMEOUT_S)  # noqa: S603 - our own file
    except subprocess.CalledProcessError as error:
        raise NotDrawnError(error.stderr.decode(errors="replace")) from error
    except subprocess.TimeoutExpired as error:
        raise NotDrawnError(f"nothing after {APART_TIMEOUT_S} s") from error
    return done.stdout
