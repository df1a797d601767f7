"""Path of this site on a shared host: `https://example.org/press`.

Routes, `Location`s and all other code use paths without the prefix. It is removed from each request here, and added to
addresses that are sent: by `{{ root }}` in templates, by `Site.url` in JSON, to the `Location` of every response in
`middlewares.put_headers`, and by `site.mjs` in scripts.
"""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from yarl import URL

RequestFactory = Callable[..., web.BaseRequest]


def inside(target: str, prefix: str) -> str:
    """Return a request's target without the prefix. A target that a proxy has already stripped is unchanged."""
    if not prefix or not target.startswith(prefix):
        return target
    rest = target[len(prefix) :]
    if rest.startswith("/"):
        return rest
    return f"/{rest}" if rest[:1] in ("", "?", "#") else target


def without_prefix(make_request: RequestFactory, prefix: str) -> RequestFactory:
    """Wrap a request factory (`aiohttp.web.Server(request_factory=…)`) so that it removes the prefix."""
    if not prefix:
        return make_request

    def make_inside(message: RawRequestMessage, *rest: Any) -> web.BaseRequest:
        target = inside(message.path, prefix)
        if target != message.path:
            path, _, query = target.partition("#")[0].partition("?")
            url = URL.build(path=path, query_string=query, encoded=True)
            message = message._replace(path=target, url=url)
        return make_request(message, *rest)

    return make_inside
