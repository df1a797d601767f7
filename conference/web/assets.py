"""Static files. Their address changes with the content, so that browsers may cache them without limit."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from aiohttp import web

from conference.web.classic_scripts import modules_in_order
from conference.web.compression.answers import accepts_gzip
from conference.web.compression.files import MOST_BYTES, CompressedFiles

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

COMPRESSED_SUFFIXES = frozenset({".css", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"})
"""Suffixes of files that are sent in gzip; the others are compressed already."""


class Assets:
    """Static files by their path in the source tree, under one build name derived from their content.

    `folders` maps the beginning of that path to a folder: `{"conference/static": …}`.
    """

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._files = dict(_list_files(folders))
        self.build = _digest_files(self._files)
        self._compressed = CompressedFiles()
        self._imports: dict[str, tuple[str, ...]] = {}

    def url(self, name: str) -> str:
        """Return the address of a static file. Raises KeyError for an unknown file."""
        if name not in self._files:
            raise KeyError(f"no static file {name}")
        return f"/static/{self.build}/{name}"

    def path(self, name: str) -> Path | None:
        """Return the file of this name, or None."""
        return self._files.get(name)

    def imported_modules(self, name: str) -> tuple[str, ...]:
        """Return the names of the modules that a module imports, directly or not.

        Raises KeyError for an unknown file.
        """
        if name not in self._imports:
            paths = modules_in_order(self._files[name])[:-1]
            self._imports[name] = tuple(self._names_by_path[path] for path in paths)
        return self._imports[name]

    @cached_property
    def _names_by_path(self) -> Mapping[Path, str]:
        return {path.resolve(): name for name, path in self._files.items()}

    def names(self) -> frozenset[str]:
        """Return the names of all files that are served."""
        return frozenset(self._files)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve `/static/{build}/{name}`: cacheable without limit for this build, with revalidation for another.

        A part of a file, as named by `Range`, is one of the plain file.
        """
        name = request.match_info["name"]
        path = self._files.get(name)
        if path is None:
            raise web.HTTPNotFound
        current = request.match_info["build"] == self.build
        headers = {
            "Content-Type": MEDIA_TYPES[path.suffix],
            "Cache-Control": IMMUTABLE if current else REVALIDATE,
        }
        if path.suffix in COMPRESSED_SUFFIXES:
            headers["Vary"] = "Accept-Encoding"
            if accepts_gzip(request) and "Range" not in request.headers and path.stat().st_size <= MOST_BYTES:
                return await self._compressed.answer(request, path, headers)
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
