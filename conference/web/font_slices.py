"""Serve font slices, each of which is cut at its first request and kept on disk."""

import asyncio
import logging
import re
import sys
from pathlib import Path

from aiohttp import web

LOG = logging.getLogger("rostrum.web")

CACHE_CONTROL = "public, max-age=2592000"
"""Cache for a month: a slice changes only with the font packages."""

CUTTING_DEADLINE_S = 60

CUT_AHEAD_AFTER_S, CUT_AHEAD_DEADLINE_S = 30.0, 1800.0
"""Seconds after the start until slices are cut ahead of their requests, and how long that may take."""

_STYLE = Path(__file__).parents[1] / "static" / "scripts.css"


class FontSlices:
    """The slices named in `scripts.css`, kept in a folder. Each is cut in a separate process, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = frozenset(re.findall(r"/fonts/([a-z0-9-]+)\.woff", _STYLE.read_text(encoding="utf-8")))
        self._cut_lock = asyncio.Lock()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`GET /fonts/{name}.woff`."""
        name = request.match_info["name"]
        if name not in self._names:
            raise web.HTTPNotFound
        path = self._folder / f"{name}.woff"
        if not path.exists():
            async with self._cut_lock:
                if not path.exists():
                    await self._cut_slice(name, path)
        return web.FileResponse(path, headers={"Content-Type": "font/woff", "Cache-Control": CACHE_CONTROL})

    async def _cut_slice(self, name: str, path: Path) -> None:
        """Cut one slice. Raises HTTPServiceUnavailable on failure; the browser then uses another font."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not await _run_cutter("conference.fonts.subset_font", name, str(path), within_s=CUTTING_DEADLINE_S):
            raise web.HTTPServiceUnavailable


async def cut_common_slices(folder: Path) -> None:
    """Cut the slices of the most used scripts that the folder lacks, in a process of the lowest priority."""
    await asyncio.sleep(CUT_AHEAD_AFTER_S)
    await _run_cutter("conference.fonts.common_slices", str(folder), within_s=CUT_AHEAD_DEADLINE_S)


async def _run_cutter(module: str, *arguments: str, within_s: float) -> bool:
    """Run a module that writes slices. Returns whether it succeeded; a failure is logged."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, stderr=asyncio.subprocess.PIPE, start_new_session=True
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
        LOG.error("font slices %s: %s", arguments[0], output.decode(errors="replace")[-300:])
    return process.returncode == 0
