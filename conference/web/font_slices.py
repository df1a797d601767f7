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

_STYLE = Path(__file__).parents[1] / "static" / "scripts.css"


class FontSlices:
    """The slices named in `scripts.css`, kept in a folder. Each is cut in a separate process, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = frozenset(re.findall(r"/fonts/([a-z0-9-]+)\.woff", _STYLE.read_text(encoding="utf-8")))
        self._existing = set(folder.glob("*.woff"))
        self._cut_lock = asyncio.Lock()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`GET /fonts/{name}.woff`."""
        name = request.match_info["name"]
        if name not in self._names:
            raise web.HTTPNotFound
        path = self._folder / f"{name}.woff"
        if path not in self._existing:
            async with self._cut_lock:
                await self._cut_slice(name, path)
        return web.FileResponse(path, headers={"Content-Type": "font/woff", "Cache-Control": CACHE_CONTROL})

    async def _cut_slice(self, name: str, path: Path) -> None:
        """Cut one slice. Raises HTTPServiceUnavailable on failure; the browser then uses another font."""
        if path in self._existing:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-m", "conference.fonts.subset_font", name, str(path))
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        try:
            async with asyncio.timeout(CUTTING_DEADLINE_S):
                _, output = await process.communicate()
        except TimeoutError:
            output = b"took too long"
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            LOG.error("font slice %s: %s", name, output.decode(errors="replace")[-300:])
            raise web.HTTPServiceUnavailable
        self._existing.add(path)
