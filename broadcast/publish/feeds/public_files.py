"""Answers with a public file that is made once for each state of the board and confirmed by its ETag."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import PageCache
from conference.web import Identifier, language_of, site_of

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
    if any(held.value == version for held in request.if_none_match or ()):
        return _add_validators(web.Response(status=HTTPStatus.NOT_MODIFIED), version)
    found = cache.find(version, code, name)
    if found is None:
        found = _add_validators(web.Response(body=await make(request), content_type=kind, charset="utf-8"), version)
        cache.save(version, code, name, page=found)
    return found


def version_of(request: web.Request) -> str:
    """Return the value of every file's ETag now. It changes with the board, the build and the venue's day."""
    site, revision = site_of(request), feed_of(request).hub.latest.revision
    day = site.clock.now().astimezone(site.zone).date()
    return f"{revision.epoch}-{revision.offset}-{site.page_build}-{day:%Y%m%d}"


def _add_validators(response: web.Response, version: str) -> web.Response:
    response.headers["ETag"] = f'"{version}"'
    response.headers["Cache-Control"] = CACHE
    return response
