"""One folder of font slices for all sites of a test run: each slice takes a second to cut, and is the same for all."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from conference.fonts.browser_fonts import STATIC

_VARIABLE = "TEST_FONT_SLICES"
"""Inherited by the other processes of the run."""


def create_slice_folder() -> Callable[[], None]:
    """Create the folder of this run; return what deletes it."""
    folder = tempfile.TemporaryDirectory(prefix="rostrum-font-slices-", ignore_cleanup_errors=True)
    os.environ[_VARIABLE] = folder.name
    return folder.cleanup


def link_slice_folder(data_dir: Path) -> None:
    """Let the site with this data folder share the slices of the run, unless it has some of its own.

    A benchmark is no test run: its sites cut their own.
    """
    link = data_dir / "fonts"
    if _VARIABLE in os.environ and not link.exists():
        link.symlink_to(os.environ[_VARIABLE])


def add_stand_in_slices(data_dir: Path) -> None:
    """Give the site with this data folder a file without glyphs for each slice, so that it cuts none.

    For tests in which names of the whole press corps are shown, a minute of cutting, and in which no test looks at the
    letters. Browsers draw them with the fonts of the machine, as they do until a slice is cut.
    """
    folder = data_dir / "fonts"
    folder.mkdir()
    for name in re.findall(r"/fonts/([a-z0-9-]+)\.woff", (STATIC / "scripts.css").read_text(encoding="utf-8")):
        (folder / f"{name}.woff").symlink_to(STATIC / "fonts/symbols.woff2")
