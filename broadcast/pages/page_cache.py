"""Cache of rendered public pages and files, so that many readers who reload are sent the same bytes.

Only what is the same for all readers is cached. Each is valid as long as its source is the newest.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.board import Revision
from broadcast.feed.service import feed_of
from conference.web import language_of, signed_in_staff, site_of
from conference.web.compression.answers import accepts_gzip, compress_response, is_known, vary_by_encoding

CACHE_CONTROL = "public, max-age=5, stale-while-revalidate=30"
"""For visitors who are not signed in: many reload at once, and the script updates the page within a second."""

FILE_CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
"""For files of other programs, which ask every few minutes at most."""

MOST_BYTES = 32 << 20
"""Size of all cached pages whose address has no query: about 700, with their forms in gzip."""

MOST_QUERY_BYTES = 4 << 20
"""Size of all cached pages with a query. A client can invent queries without end: they displace only each other."""

LONGEST_ADDRESS = 200
"""Longest address, in characters, whose page is cached: the pages' own links have shorter ones."""

_BODY_HEADERS = frozenset({"Content-Type", "Content-Encoding", "Content-Length"})
"""Headers that a 304 does not send. The others replace those that the browser has, also the security policy."""


class CachedPage(Struct, frozen=True, eq=False):
    """A page, plain and in gzip, with the source that it was rendered from."""

    source: object
    plain: web.Response
    gzipped: web.Response

    @property
    def size(self) -> int:
        """The number of bytes of both forms."""
        return sum(len(one.body) for one in (self.plain, self.gzipped) if isinstance(one.body, bytes))


class BoundedPages:
    """Pages by language and address. When they are larger than `most_bytes`, the least recently used are removed."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._pages: OrderedDict[tuple[str, str], CachedPage] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: tuple[str, str]) -> CachedPage | None:
        """Return the page, which becomes the most recently used one."""
        if key in self._pages:
            self._pages.move_to_end(key)
        return self._pages.get(key)

    def save(self, key: tuple[str, str], page: CachedPage) -> None:
        """Save a page in place of the one before."""
        before = self._pages.pop(key, None)
        self._pages[key] = page
        self.size += page.size - (before.size if before else 0)
        while self.size > self._most_bytes:
            self.size -= self._pages.popitem(last=False)[1].size


class PageCache:
    """Pages by language and address, those with a query apart from the others."""

    def __init__(self) -> None:
        self._with_query = BoundedPages(MOST_QUERY_BYTES)
        self._without_query = BoundedPages(MOST_BYTES)
        self._renderings: dict[tuple[str, str], asyncio.Event] = {}

    def __len__(self) -> int:
        return len(self._with_query) + len(self._without_query)

    def find(self, source: object, code: str, address: str, *, gzipped: bool = False) -> web.Response | None:
        """Return a copy of the page, plain or in gzip, if it was rendered from `source`, else None."""
        found = self._choose_pages(address).find((code, address))
        if found is None or found.source != source:
            return None
        return _copy_response(found.gzipped if gzipped else found.plain)

    def save(self, source: object, code: str, address: str, *, page: web.Response) -> None:
        """Save a page that is the same for all readers, plain and in gzip."""
        if len(address) > LONGEST_ADDRESS:
            return
        vary_by_encoding(page)
        cached = CachedPage(source, _copy_response(page), compress_response(page))
        self._choose_pages(address).save((code, address), cached)

    async def wait_for_rendering(self, key: tuple[str, str]) -> None:
        """Wait until a page that another request renders now is cached, or could not be rendered."""
        ended = self._renderings.get(key)
        if ended is not None:
            await ended.wait()

    @contextmanager
    def rendering(self, key: tuple[str, str]) -> Iterator[None]:
        """Let other requests for a page wait while this one renders it."""
        ended = self._renderings.setdefault(key, asyncio.Event())
        try:
            yield
        finally:
            ended.set()
            self._renderings.pop(key, None)

    def _choose_pages(self, address: str) -> BoundedPages:
        return self._with_query if "?" in address else self._without_query


PAGE_CACHE: web.AppKey[PageCache] = web.AppKey("kept_pages", PageCache)


def board_source(request: web.Request) -> tuple[Revision, datetime]:
    """Return the source of a page of the board: its revision, and the minute.

    So a cached page may name an earlier second of the same minute as the time at which the board was confirmed.
    """
    return feed_of(request).hub.latest.revision, site_of(request).clock.now().replace(second=0, microsecond=0)


async def serve_cached(
    request: web.Request, source: object, render: Callable[[], Awaitable[web.Response]], *, file_name: str = ""
) -> web.Response:
    """Return the cached page of `source`, or render and cache it; 304 to readers who have the same bytes.

    One request renders a page, others wait for it. Pages for signed-in staff are rendered each time. `file_name`
    identifies a file of other programs among those of its language, which is the same for staff; a page has none, and
    is identified by its path and query.
    """
    if not file_name and signed_in_staff(request) is not None:
        return await render()
    cache, key = request.config_dict[PAGE_CACHE], (language_of(request), file_name or request.rel_url.raw_path_qs)
    gzipped = accepts_gzip(request)
    page = cache.find(source, *key, gzipped=gzipped)
    if page is None:
        await cache.wait_for_rendering(key)
        page = cache.find(source, *key, gzipped=gzipped)
    if page is None:
        with cache.rendering(key):
            rendered = await render()
            rendered.headers["Cache-Control"] = FILE_CACHE_CONTROL if file_name else CACHE_CONTROL
            rendered.headers["ETag"] = _make_etag(rendered)
            cache.save(source, *key, page=rendered)
            page = cache.find(source, *key, gzipped=gzipped) or rendered
    if is_known(request, page.headers["ETag"]):
        headers = {name: value for name, value in page.headers.items() if name not in _BODY_HEADERS}
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return page


def _make_etag(page: web.Response) -> str:
    return f'"{hashlib.sha256(page.body).hexdigest()[:24]}"' if isinstance(page.body, bytes) else '""'


def _copy_response(page: web.Response) -> web.Response:
    return web.Response(body=page.body, status=page.status, headers=page.headers)
