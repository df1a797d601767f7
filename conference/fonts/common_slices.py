"""Cut the slices of the most used scripts that a folder lacks: `python -m conference.fonts.common_slices FOLDER`.

The server runs this once it has started, so that no visitor waits for a slice. It ends with its server.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from conference.fonts.font_subsets import common_slices, find_slice_source
from conference.fonts.subset_font import write_font

LOWEST_PRIORITY = 19

AUTOGROUP = Path("/proc/self/autogroup")
"""Linux shares processors among sessions first, each with a priority of its own (sched(7), "The autogroup feature")."""


def cut_missing_slices(folder: Path, is_wanted: Callable[[], bool]) -> None:
    """Write each slice of `common_slices` that is not in the folder, as long as they are wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in common_slices():
        path = folder / f"{name}.woff"
        if not path.exists() and is_wanted():
            write_font(*find_slice_source(name), path)


def lower_priority() -> None:
    """Give way to all other processes of the machine. The process has a session of its own."""
    os.nice(LOWEST_PRIORITY)
    with suppress(OSError):
        AUTOGROUP.write_text(str(LOWEST_PRIORITY), encoding="ascii")


if __name__ == "__main__":
    lower_priority()
    server = os.getppid()
    cut_missing_slices(Path(sys.argv[1]), lambda: os.getppid() == server)
