"""Draw a typst template with its files, in this process or, for large runs, in a separate one."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conference.fonts.families import font_folders
from conference.typesetting import typesetter
from conference.typesetting.errors import NotDrawnError

APART_TIMEOUT_S = 300
PDF: Mapping[str, object] = {"format": "pdf", "timestamp": 0}
"""Arguments of the compiler for a PDF; equal files give equal bytes."""

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a folder of random name is made in it
"""Linux's folder in memory, used when the disk is full, so that the evacuation list can still be drawn."""


def draw_template(template: Path, files: Mapping[str, bytes], *, how: Mapping[str, object], apart: bool) -> bytes:
    """Draw a template that reads these files. Blocks; other threads can run.

    `apart`: draw in a separate process, because typst keeps layouts in memory. Raises NotDrawnError, and OSError when
    the files can be written neither to the disk nor to memory.
    """
    order = {"template": template.name, "fonts": [str(fonts) for fonts in font_folders()], "how": dict(how)}
    written = {template.name: template.read_bytes(), typesetter.ORDER: as_json(order), **files}
    draw = _draw_in_subprocess if apart else _draw_in_process
    try:
        with _temporary_folder(written) as folder:
            return draw(folder)
    except OSError:
        if not MEMORY_FOLDER.is_dir():
            raise
    with _temporary_folder(written, within=MEMORY_FOLDER) as folder:
        return draw(folder)


@contextmanager
def _temporary_folder(files: Mapping[str, bytes], *, within: Path | None = None) -> Iterator[Path]:
    """Make a temporary folder with these files, in `within` or the system's default."""
    with tempfile.TemporaryDirectory(prefix="drawing-", dir=within) as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        yield folder


def as_json(value: Any) -> bytes:
    """Encode a value as ASCII JSON, as a template reads it."""
    return json.dumps(value).encode("ascii")


def _draw_in_process(folder: Path) -> bytes:
    import typst  # noqa: PLC0415 - 7 MB, which a server needs only once it draws

    try:
        return typesetter.draw(folder)
    except typst.TypstError as error:
        raise NotDrawnError(error.diagnostic) from error


def _draw_in_subprocess(folder: Path) -> bytes:
    command = [sys.executable, "-P", str(typesetter.__file__), str(folder)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, timeout=APART_TIMEOUT_S)  # noqa: S603 - our own file
    except subprocess.CalledProcessError as error:
        raise NotDrawnError(error.stderr.decode(errors="replace")) from error
    except subprocess.TimeoutExpired as error:
        raise NotDrawnError(f"nothing after {APART_TIMEOUT_S} s") from error
    return done.stdout
