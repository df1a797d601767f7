"""Cut the font slices that a folder lacks: `python -m conference.fonts.cut_slices FOLDER [NAME…]`.

With names the process has a low priority, so that a page with a rare script does not slow other requests. Without
names it cuts the slices of the most used scripts, at the lowest priority: the server runs that once it has started.
The process ends with its server.
"""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from conference.fonts.font_subsets import common_slices, find_slice_source
from conference.fonts.subset_font import write_font

LOW_PRIORITY, LOWEST_PRIORITY = 10, 19

AUTOGROUP = Path("/proc/self/autogroup")
"""Linux shares processors among sessions first, each with a priority of its own (sched(7), "The autogroup feature")."""


def cut_missing_slices(folder: Path, names: Iterable[str], is_wanted: Callable[[], bool]) -> None:
    """Write each of the slices that is not in the folder, as long as they are wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = folder / f"{name}.woff"
        if not path.exists() and is_wanted():
            write_font(*find_slice_source(name), path)


def lower_priority() -> None:
    """Give way to all other processes of the machine. The process has a session of its own."""
    os.nice(LOWEST_PRIORITY)
    with suppress(OSError):
        AUTOGROUP.write_text(str(LOWEST_PRIORITY), encoding="ascii")


if __name__ == "__main__":
    asked = sys.argv[2:]
    if asked:
        os.nice(LOW_PRIORITY)
    else:
        lower_priority()
    server = os.getppid()
    cut_missing_slices(Path(sys.argv[1]), asked or common_slices(), lambda: os.getppid() == server)
