"""Cache of rendered live pages, so that many readers who reload are sent the same bytes.

Only pages that are the same for all readers are cached. Each is valid as long as its source is the newest.
"""

from aiohttp import web

MAX_PAGES = 256
"""Maximum number of pages: several times all languages, days and kinds; when it is reached, the cache is cleared."""

LONGEST_QUERY = 200
"""Longest query, in characters, whose page is cached: the page's own links have shorter ones."""


class PageCache:
    """Pages by language and query, each with the source that it was rendered from."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], tuple[object, web.Response]] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, source: object, code: str, query: str) -> web.Response | None:
        """Return a copy of the page if it was rendered from `source`, else None."""
        cached_source, page = self._pages.get((code, query), (None, None))
        return _copy_response(page) if page is not None and cached_source == source else None

    def save(self, source: object, code: str, query: str, *, page: web.Response) -> None:
        """Save a page that is the same for all readers."""
        if len(query) > LONGEST_QUERY:
            return
        if len(self._pages) >= MAX_PAGES:
            self._pages.clear()
        self._pages[code, query] = (source, _copy_response(page))


PAGE_CACHE: web.AppKey[PageCache] = web.AppKey("kept_pages", PageCache)


def _copy_response(page: web.Response) -> web.Response:
    return web.Response(body=page.body, status=page.status, headers=page.headers)
