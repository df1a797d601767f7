"""The path at which this site begins on a host that it shares: `https://example.org/press`.

Routes, `Location`s and everything else within the program know nothing of it. It is taken off each request here, and
put on again where an address leaves: by `{{ root }}` in templates, by `Floor.url` in JSON, by the hook that every
answer's `Location` goes through (`middlewares.put_headers`), and by `site.mjs` in scripts.
"""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from yarl import URL

RequestFactory = Callable[..., web.BaseRequest]


def inside(target: str, prefix: str) -> str:
    """A request's target as our routes know it. A proxy may have taken the prefix off already: then it stays."""
    if not prefix or not target.startswith(prefix):
        return target
    rest = target[len(prefix) :]
    if rest.startswith("/"):
        return rest
    return f"/{rest}" if rest[:1] in ("", "?", "#") else target


def without_prefix(make_request: RequestFactory, prefix: str) -> RequestFactory:
    """A maker of requests (`aiohttp.web.Server(request_factory=…)`) that takes the prefix off each."""
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
