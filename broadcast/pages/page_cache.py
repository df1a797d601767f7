"""Live pages as they were sent a moment ago: a crowd that reloads is sent the same bytes.

Only pages that are the same for everybody. Each is good as long as what it was made of is the newest.
"""

from aiohttp import web

MOST_PAGES = 256
"""Pages kept: the languages, days and kinds of the programme several times over; beyond that all are forgotten."""

LONGEST_QUERY = 200
"""Characters of a query whose page is kept: no choice of ours makes a longer one."""


class PageCache:
    """Pages by language and query, each with what it was made of."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], tuple[object, web.Response]] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, made_of: object, code: str, query: str) -> web.Response | None:
        """The page, ready to be sent, if it is there and was made of this."""
        of, page = self._pages.get((code, query), (None, None))
        return _copy(page) if page is not None and of == made_of else None

    def keep(self, made_of: object, code: str, query: str, *, page: web.Response) -> None:
        """Keep a page that is the same for everybody."""
        if len(query) > LONGEST_QUERY:
            return
        if len(self._pages) >= MOST_PAGES:
            self._pages.clear()
        self._pages[code, query] = (made_of, _copy(page))


PAGE_CACHE: web.AppKey[PageCache] = web.AppKey("kept_pages", PageCache)


def _copy(page: web.Response) -> web.Response:
    return web.Response(body=page.body, status=page.status, headers=page.headers)
