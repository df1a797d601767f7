"""Static files. Their address changes with the content, so that browsers may cache them without limit."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".gz": "application/gzip",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".txt": "text/plain; charset=utf-8",
}
"""File suffix → media type. Other files are not served."""


class Assets:
    """Static files by their path in the source tree, under one build name derived from their content.

    `folders` maps the beginning of that path to a folder: `{"conference/static": …}`.
    """

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._files = dict(_list_files(folders))
        self.build = _digest_files(self._files)

    def url(self, name: str) -> str:
        """Return the address of a static file. Raises KeyError for an unknown file."""
        if name not in self._files:
            raise KeyError(f"no static file {name}")
        return f"/static/{self.build}/{name}"

    def path(self, name: str) -> Path | None:
        """Return the file of this name, or None."""
        return self._files.get(name)

    def names(self) -> frozenset[str]:
        """Return the names of all files that are served."""
        return frozenset(self._files)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve `/static/{build}/{name}`: cacheable without limit for this build, with revalidation for another."""
        name = request.match_info["name"]
        path = self._files.get(name)
        if path is None:
            raise web.HTTPNotFound
        current = request.match_info["build"] == self.build
        headers = {
            "Content-Type": MEDIA_TYPES[path.suffix],
            "Cache-Control": IMMUTABLE if current else REVALIDATE,
        }
        return web.FileResponse(path, headers=headers)


def _list_files(folders: Mapping[str, Path]) -> list[tuple[str, Path]]:
    files = []
    for package, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in MEDIA_TYPES:
                files.append((f"{package}/{path.relative_to(folder).as_posix()}", path))
    return files


def _digest_files(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
