"""Answers with a public file that is made once for each state of the board and confirmed by its ETag."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from msgspec import Struct

from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import serve_cached
from conference.web import Identifier, site_of

CROSS_ORIGIN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Headers by which scripts of other sites may read a public file, without credentials."""

FILES = ("/calendar/", "/feeds/", "/widget.mjs")
"""Beginnings of the paths of these files, of all subjects."""


class KindQuery(Struct, frozen=True, kw_only=True):
    """Query of calendars and feeds: the kind of session, "" for all."""

    kind: Identifier = ""


async def answer_file(
    request: web.Request, name: str, *, kind: str, make: Callable[[web.Request], Awaitable[bytes]]
) -> web.Response:
    """Return a file of the media type `kind` in UTF-8, or 304 if the client has it.

    `name` identifies the file among those of its language. `make` takes the board before it awaits anything.
    Raises what `make` raises.
    """
    site, revision = site_of(request), feed_of(request).hub.latest.revision
    day = site.clock.now().astimezone(site.zone).date()

    async def make_answer() -> web.Response:
        return web.Response(body=await make(request), content_type=kind, charset="utf-8")

    return await serve_cached(request, (revision, day), make_answer, file_name=name)


async def allow_other_sites(request: web.Request, response: web.StreamResponse) -> None:
    """Let scripts of other sites read the files for other programs. A signal handler of `on_response_prepare`."""
    if request.path.startswith(FILES):
        response.headers.update(CROSS_ORIGIN)
