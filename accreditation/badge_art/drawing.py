"""Draws a template with the files it reads: at once in this process, or in one of its own when it is much."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from accreditation.badge_art import typesetter
from accreditation.badge_art.errors import NotDrawnError
from conference.fonts import font_folders

APART_TIMEOUT_S = 300
PDF: Mapping[str, object] = {"format": "pdf", "timestamp": 0}
"""How to draw a PDF: the same files give the same bytes."""


def drawn(template: Path, files: Mapping[str, bytes], *, how: Mapping[str, object], apart: bool) -> bytes:
    """The drawing of a template that reads these files. Blocks; lets other threads run meanwhile.

    `apart`: by a process of its own, because typst keeps what it has laid out. Raises NotDrawnError.
    """
    with tempfile.TemporaryDirectory(prefix="rostrum-drawing-") as name:
        folder = Path(name)
        order = {"template": template.name, "fonts": [str(fonts) for fonts in font_folders()], "how": dict(how)}
        written = {template.name: template.read_bytes(), typesetter.ORDER: as_json(order), **files}
        for file, content in written.items():
            (folder / file).write_bytes(content)
        return _apart(folder) if apart else _here(folder)


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
        subprocess.run(command, check=True, capture_output=True, timeout=APART_TIMEOUT_S)  # noqa: S603 - our own file
    except subprocess.CalledProcessError as error:
        raise NotDrawnError(error.stderr.decode(errors="replace")) from error
    except subprocess.TimeoutExpired as error:
        raise NotDrawnError(f"nothing after {APART_TIMEOUT_S} s") from error
    return (folder / typesetter.DRAWN).read_bytes()
