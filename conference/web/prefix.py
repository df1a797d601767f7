"""Path of this site on a shared host: `https://example.org/press`.

Routes, `Location`s and all other code use paths without the prefix. It is removed from each request here, and added to
addresses that are sent: by `{{ root }}` in templates, by `Site.url` in JSON, to the `Location` of every response in
`middlewares.put_headers`, and by `site.mjs` in scripts.

A second application below a path, such as a rehearsal, is mounted in the same way: it is opened when it is first asked
for, its requests are without the path, and its middlewares, keys and headers are its own.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_urldispatcher import AbstractResource, AbstractRoute, MatchInfoError, UrlMappingMatchInfo
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
        return make_request(_message_inside(message, prefix), *rest)

    return make_inside


def _message_inside(message: RawRequestMessage, prefix: str) -> RawRequestMessage:
    target = inside(message.path, prefix)
    if target == message.path:
        return message
    path, _, query = target.partition("#")[0].partition("?")
    return message._replace(path=target, url=URL.build(path=path, query_string=query, encoded=True))


FindApplication = Callable[[], Awaitable[web.Application | None]]
"""Return the application if there is one now, opened and ready."""


class MountedSite(AbstractResource):
    """All addresses below `path`. Without an application the routes that were added later answer them."""

    def __init__(self, path: str, find_application: FindApplication) -> None:
        super().__init__()
        self._path = path
        self._find_application = find_application

    @property
    def canonical(self) -> str:
        """The path."""
        return self._path

    async def resolve(self, request: web.Request) -> tuple[UrlMappingMatchInfo | None, set[str]]:
        """Return what answers the request in the application, and take the path off the request."""
        app = await self._find_application()
        if app is None:
            return None, set()
        _remove_path(request, self._path)
        found = await app.router.resolve(request)
        error = found.http_exception
        own = _OwnError(error) if error is not None else _OwnMatch(dict(found), found.route)
        own.add_app(app)
        return own, set()

    def raw_match(self, path: str) -> bool:
        """Return whether the path is this one."""
        return path == self._path

    def url_for(self, **_parts: str) -> URL:
        """Return the path as an address."""
        return URL.build(path=self._path)

    def add_prefix(self, prefix: str) -> None:
        """Refuse: the path is that of the installation."""
        raise NotImplementedError(prefix)

    def get_info(self) -> Any:
        """Return nothing: the routes are those of the application."""
        return {}

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[AbstractRoute]:
        return iter(())


class _OwnApplication:
    """A match whose only application is the first that is added: aiohttp would also run what surrounds it."""

    def add_app(self, app: web.Application) -> None:
        if not self.apps:  # type: ignore[attr-defined]
            super().add_app(app)  # type: ignore[misc]


class _OwnMatch(_OwnApplication, UrlMappingMatchInfo):
    pass


class _OwnError(_OwnApplication, MatchInfoError):
    pass


def _remove_path(request: web.Request, path: str) -> None:
    """Take the path off the request, which has not been read yet: aiohttp has no public way to do this in a router."""
    request._message = _message_inside(request._message, path)
    request._rel_url = request._message.url
    for name in ("path", "raw_path", "path_qs", "query", "query_string", "url", "rel_url"):
        request._cache.pop(name, None)
