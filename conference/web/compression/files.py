"""Files in gzip, compressed once in the life of the process."""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from conference.web.compression.answers import encode_etag, is_known

MOST_BYTES = 1 << 20
"""Size of the largest file that is kept compressed in memory."""


class CompressedFiles:
    """Files in gzip, compressed when they are first asked for and kept in memory. They do not change meanwhile."""

    def __init__(self) -> None:
        self._contents: dict[Path, tuple[bytes, str]] = {}

    async def answer(self, request: web.Request, path: Path, headers: Mapping[str, str]) -> web.Response:
        """Return the compressed file with `headers`, or 304 to a client that has it."""
        if path not in self._contents:
            self._contents[path] = await asyncio.to_thread(_compress_file, path)
        body, etag = self._contents[path]
        if is_known(request, etag):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers={**headers, "ETag": etag})
        return web.Response(body=body, headers={**headers, "ETag": etag, "Content-Encoding": "gzip"})


def _compress_file(path: Path) -> tuple[bytes, str]:
    """Return the content of a file in gzip with its quoted ETag."""
    content = path.read_bytes()
    etag = encode_etag(f'"{hashlib.sha256(content).hexdigest()[:24]}"', gzipped=True)
    return gzip.compress(content, mtime=0), etag
