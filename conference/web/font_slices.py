"""Serves the slices of fonts that are cut when first asked for, and keeps them."""

import asyncio
import logging
import re
import sys
from pathlib import Path

from aiohttp import web

LOG = logging.getLogger("rostrum.web")

KEEP = "public, max-age=2592000"
"""A month: a slice changes only with the font packages."""

CUTTING_DEADLINE_S = 60

_STYLE = Path(__file__).parents[1] / "static" / "scripts.css"


class FontSlices:
    """The slices that `scripts.css` names, in a folder; cut by a process of its own, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = frozenset(re.findall(r"/fonts/([a-z0-9-]+)\.woff", _STYLE.read_text(encoding="utf-8")))
        self._there = set(folder.glob("*.woff"))
        self._one_at_a_time = asyncio.Lock()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`GET /fonts/{name}.woff`."""
        name = request.match_info["name"]
        if name not in self._names:
            raise web.HTTPNotFound
        path = self._folder / f"{name}.woff"
        if path not in self._there:
            async with self._one_at_a_time:
                await self._make(name, path)
        return web.FileResponse(path, headers={"Content-Type": "font/woff", "Cache-Control": KEEP})

    async def _make(self, name: str, path: Path) -> None:
        """Cut one slice. Raises HTTPServiceUnavailable when that fails: the browser goes on without it."""
        if path in self._there:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-m", "conference.fonts.subset_font", name, str(path))
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        try:
            async with asyncio.timeout(CUTTING_DEADLINE_S):
                _, said = await process.communicate()
        except TimeoutError:
            said = b"took too long"
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            LOG.error("font slice %s: %s", name, said.decode(errors="replace")[-300:])
            raise web.HTTPServiceUnavailable
        self._there.add(path)
