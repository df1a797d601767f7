"""Cache of rendered public pages and files, so that many readers who reload are sent the same bytes.

Only what is the same for all readers is cached. Each is valid as long as its source is the newest.
"""

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from conference.web import language_of, signed_in_staff
from conference.web.compression.answers import accepts_gzip, compress_response, is_known, vary_by_encoding

CACHE_CONTROL = "public, max-age=5, stale-while-revalidate=30"
"""For visitors who are not signed in: many reload at once, and the script updates the page within a second."""

FILE_CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
"""For files of other programs, which ask every few minutes at most."""

MAX_PAGES = 512
"""Maximum number of pages: all sessions and rooms in all languages; when it is reached, the cache is cleared."""

LONGEST_QUERY = 200
"""Longest query, in characters, whose page is cached: the page's own links have shorter ones."""


class PageCache:
    """Pages by language and path with its query, plain and in gzip, each with the source that it was rendered from."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], tuple[object, web.Response, web.Response]] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, source: object, code: str, query: str, *, gzipped: bool = False) -> web.Response | None:
        """Return a copy of the page, plain or in gzip, if it was rendered from `source`, else None."""
        found = self._pages.get((code, query))
        if found is None or found[0] != source:
            return None
        return _copy_response(found[2] if gzipped else found[1])

    def save(self, source: object, code: str, query: str, *, page: web.Response) -> None:
        """Save a page that is the same for all readers, plain and in gzip."""
        if len(query) > LONGEST_QUERY:
            return
        if len(self._pages) >= MAX_PAGES:
            self._pages.clear()
        vary_by_encoding(page)
        self._pages[code, query] = (source, _copy_response(page), compress_response(page))


PAGE_CACHE: web.AppKey[PageCache] = web.AppKey("kept_pages", PageCache)


async def serve_cached(
    request: web.Request, source: object, render: Callable[[], Awaitable[web.Response]], *, file_name: str = ""
) -> web.Response:
    """Return the cached page of `source`, or render and cache it; 304 to readers who have the same bytes.

    Pages for signed-in staff are rendered each time. `file_name` identifies a file of other programs among those of its
    language, which is the same for staff; a page has none, and is identified by its path and query.
    """
    if not file_name and signed_in_staff(request) is not None:
        return await render()
    cache, key = request.config_dict[PAGE_CACHE], (language_of(request), file_name or request.rel_url.raw_path_qs)
    gzipped = accepts_gzip(request)
    page = cache.find(source, *key, gzipped=gzipped)
    if page is None:
        rendered = await render()
        rendered.headers["Cache-Control"] = FILE_CACHE_CONTROL if file_name else CACHE_CONTROL
        rendered.headers["ETag"] = _make_etag(rendered)
        cache.save(source, *key, page=rendered)
        page = cache.find(source, *key, gzipped=gzipped) or rendered
    if is_known(request, page.headers["ETag"]):
        headers = {name: page.headers[name] for name in ("ETag", "Cache-Control", "Vary") if name in page.headers}
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return page


def _make_etag(page: web.Response) -> str:
    return f'"{hashlib.sha256(page.body).hexdigest()[:24]}"' if isinstance(page.body, bytes) else '""'


def _copy_response(page: web.Response) -> web.Response:
    return web.Response(body=page.body, status=page.status, headers=page.headers)
