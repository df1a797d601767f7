"""Serve font slices, which are cut in the background once they are asked for, and kept on disk."""

import asyncio
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiohttp import web

from conference.tasks import end

LOG = logging.getLogger("rostrum.web")

CACHE_CONTROL = "public, max-age=2592000"
"""Cache for a month: a slice changes only with the font packages."""

NOT_YET_CUT = {"Retry-After": "2", "Cache-Control": "no-store"}
"""Headers of the answer while a slice is cut. `conference/static/js/font_slices.mjs` asks again after that time."""

CUTTING_DEADLINE_S = 60
"""Seconds that the cutting of one slice may take."""

CUT_AHEAD_AFTER_S, CUT_AHEAD_DEADLINE_S = 30.0, 1800.0
"""Seconds after the start until slices are cut ahead of their requests, and how long that may take."""

_STATIC = Path(__file__).parents[1] / "static"
_STYLE = _STATIC / "scripts.css"
_FACE = re.compile(r'/([a-z0-9-]+)\.woff2?"[^}]*unicode-range: ([^;]+);')


class FontSlices:
    """The slices named in `scripts.css`, kept in a folder.

    No request waits for a slice: it would occupy one of the few connections of a browser, which then lacks it for the
    scripts of the page. A separate process cuts, in the order in which slices were asked for, one at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = frozenset(re.findall(r"/fonts/([a-z0-9-]+)\.woff", _STYLE.read_text(encoding="utf-8")))
        self._wanted: dict[str, None] = {}
        self._cutting: asyncio.Task[None] | None = None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`GET /fonts/{name}.woff`: the slice, or 503 while it is cut."""
        name = request.match_info["name"]
        if name not in self._names:
            raise web.HTTPNotFound
        path = self._folder / f"{name}.woff"
        if not path.exists():
            self._cut_later(name)
            return web.Response(status=503, headers=NOT_YET_CUT)
        return web.FileResponse(path, headers={"Content-Type": "font/woff", "Cache-Control": CACHE_CONTROL})

    async def end_cutting(self, _app: web.Application) -> None:
        """End the process that cuts."""
        if self._cutting is not None:
            await end(self._cutting)

    def _cut_later(self, name: str) -> None:
        self._wanted.setdefault(name)
        if self._cutting is None or self._cutting.done():
            self._cutting = asyncio.create_task(self._cut_wanted(), name="asked font slices")

    async def _cut_wanted(self) -> None:
        """Cut what has been asked for until nothing is. What fails is cut again when it is asked for again."""
        while self._wanted:
            names = list(self._wanted)
            await _run_cutter(self._folder, *names, within_s=CUTTING_DEADLINE_S * len(names))
            for name in names:
                del self._wanted[name]


def find_slices(letters: Iterable[str]) -> list[str]:
    """Return the names of the slices with the letters that no committed file has."""
    committed = frozenset(point for _, points in read_faces(_STATIC / "fonts.css") for point in points)
    lacking = frozenset(map(ord, letters)) - committed
    return [name for name, points in read_faces(_STYLE) if not lacking.isdisjoint(points)]


def read_faces(sheet: Path) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield the name of the file and the code points of each font face of a style sheet."""
    for name, text in _FACE.findall(sheet.read_text(encoding="utf-8")):
        runs = (run.removeprefix("U+").partition("-") for run in text.split(", "))
        blocks = (range(int(first, 16), int(last or first, 16) + 1) for first, _, last in runs)
        yield name, frozenset(point for block in blocks for point in block)


async def cut_slices_ahead(folder: Path, letters: Iterable[str]) -> None:
    """Cut the slices that the folder lacks before they are asked for, in processes of low priority.

    First are those of `letters`, the letters of the event, so that its first reader does not wait for them; then, when
    the server has been at work for some time, those of the most used scripts.
    """
    names = [one for one in await asyncio.to_thread(find_slices, letters) if not (folder / f"{one}.woff").exists()]
    if names:
        await _run_cutter(folder, *names, within_s=CUTTING_DEADLINE_S * len(names))
    await asyncio.sleep(CUT_AHEAD_AFTER_S)
    await _run_cutter(folder, within_s=CUT_AHEAD_DEADLINE_S)


async def _run_cutter(folder: Path, *names: str, within_s: float) -> None:
    """Cut the named slices, or the common ones, in a process of their own. A failure is logged."""
    module = "conference.fonts.cut_slices"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, str(folder), *names, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        async with asyncio.timeout(within_s):
            _, output = await process.communicate()
    except TimeoutError:
        output = b"took too long"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        LOG.error("font slices %s: %s", " ".join(names) or "ahead", output.decode(errors="replace")[-300:])
