"""Pictures for the press: each file at an address that stays, and its thumbnail for the page."""

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from msgspec import Struct

from conference.event.model import PressPicture
from conference.event.pictures import StoredPicture, encode_picture, encode_thumbnail, read_pictures
from conference.graphics.picture_cache import PictureCache
from conference.web.compression.answers import is_known

MOST_KEPT = 30
"""Encoded pictures that a node keeps, of some megabytes each at most."""

CACHE = "public, max-age=300"

_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


class PictureFile(Struct, frozen=True):
    """What is encoded: a file's content, whole or as a thumbnail."""

    content: bytes
    is_thumbnail: bool


class PressPictures:
    """The pictures that an event declares, whose files are read when they are first asked for.

    `encoded` has those that were encoded last.
    """

    def __init__(self, folder: Path, declared: Sequence[PressPicture]) -> None:
        self.encoded = PictureCache(_encode_file, MOST_KEPT)
        self._folder, self._declared = folder, declared
        self._stored: Mapping[str, StoredPicture] | None = None

    async def read(self) -> Mapping[str, StoredPicture]:
        """Return the pictures by id."""
        if self._stored is None:
            self._stored = await asyncio.to_thread(read_pictures, self._folder, self._declared)
        return self._stored

    async def find_picture(self, request: web.Request) -> StoredPicture:
        """Return the picture that the path names. Raises HTTPNotFound."""
        found = (await self.read()).get(request.match_info["picture"])
        if found is None:
            raise web.HTTPNotFound
        return found


PRESS_PICTURES: web.AppKey[PressPictures] = web.AppKey("press_pictures", PressPictures)


def routes() -> list[web.RouteDef]:
    """Return the routes of pictures and thumbnails, which have no language."""
    return [
        web.get("/pictures/{picture}/thumbnail", send_thumbnail),
        web.get("/pictures/{picture}/{file}", send_picture),
    ]


async def send_picture(request: web.Request) -> web.Response:
    """Send a picture for download. Raises HTTPNotFound."""
    found = await request.config_dict[PRESS_PICTURES].find_picture(request)
    name = found.picture.file
    if request.match_info["file"] != name:
        raise web.HTTPNotFound
    headers = {"ETag": f'"{found.digest}"', "Content-Disposition": f'attachment; filename="{name}"'}
    return await _send_file(request, PictureFile(found.content, is_thumbnail=False), _TYPES[found.format], headers)


async def send_thumbnail(request: web.Request) -> web.Response:
    """Send the thumbnail of a picture. Raises HTTPNotFound."""
    found = await request.config_dict[PRESS_PICTURES].find_picture(request)
    headers = {"ETag": f'"{found.digest}-small"'}
    return await _send_file(request, PictureFile(found.content, is_thumbnail=True), _TYPES["JPEG"], headers)


async def _send_file(
    request: web.Request, file: PictureFile, content_type: str, headers: Mapping[str, str]
) -> web.Response:
    headers = {**headers, "Cache-Control": CACHE}
    if is_known(request, headers["ETag"]):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    encoded = await request.config_dict[PRESS_PICTURES].encoded.read_picture(file)
    return web.Response(body=encoded, content_type=content_type, headers=headers)


def _encode_file(file: PictureFile) -> bytes:
    return encode_thumbnail(file.content) if file.is_thumbnail else encode_picture(file.content)
