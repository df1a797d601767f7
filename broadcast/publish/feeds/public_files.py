"""Answers with a public file that is made once for each state of the board and confirmed by its ETag."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import PageCache
from conference.web import Identifier, language_of, site_of
from conference.web.compression.answers import accepts_gzip, encode_etag, is_known

CACHE = "public, max-age=60, stale-while-revalidate=300"
"""For caches between the readers and the server: programs ask every few minutes at most."""

FILE_CACHE: web.AppKey[PageCache] = web.AppKey("public_files", PageCache)


class KindQuery(Struct, frozen=True, kw_only=True):
    """Query of calendars and feeds: the kind of session, "" for all."""

    kind: Identifier = ""


async def answer_file(
    request: web.Request, name: str, *, kind: str, make: Callable[[web.Request], Awaitable[bytes]]
) -> web.Response:
    """Return a file of the media type `kind` in UTF-8, or 304 without making it if the client has it.

    `name` identifies the file among those of its language. `make` takes the board before it awaits anything.
    Raises what `make` raises.
    """
    version, cache, code = version_of(request), request.config_dict[FILE_CACHE], language_of(request)
    etag, gzipped = f'"{version}"', accepts_gzip(request)
    if is_known(request, etag):
        headers = {"ETag": encode_etag(etag, gzipped=gzipped), "Cache-Control": CACHE, "Vary": "Accept-Encoding"}
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    found = cache.find(version, code, name, gzipped=gzipped)
    if found is None:
        headers = {"ETag": etag, "Cache-Control": CACHE}
        made = web.Response(body=await make(request), content_type=kind, charset="utf-8", headers=headers)
        cache.save(version, code, name, page=made)
        found = cache.find(version, code, name, gzipped=gzipped) or made
    return found


def version_of(request: web.Request) -> str:
    """Return the value of every file's ETag now. It changes with the board, the build and the venue's day."""
    site, revision = site_of(request), feed_of(request).hub.latest.revision
    day = site.clock.now().astimezone(site.zone).date()
    return f"{revision.epoch}-{revision.offset}-{site.page_build}-{day:%Y%m%d}"
