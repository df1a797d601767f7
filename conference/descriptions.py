"""Descriptions of handlers that programs ask: the Structs that they read and answer, and their statuses.

The OpenAPI document `docs/openapi.json` is made of them.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from aiohttp import web
from msgspec import Struct

JSON, TEXT, JPEG = "application/json", "text/plain", "image/jpeg"

WITH_BODY = frozenset({400, 408, 413, 422})
"""Refusals of every address that reads a body: malformed, too slow, too large, invalid."""

AnyHandler = TypeVar("AnyHandler", bound=Callable[..., Awaitable[web.StreamResponse]])

_DESCRIPTION = "description"


class Access(StrEnum):
    """Who asks: any program, a program of staff by its token, an enrolled device by its token, staff by a login, a
    visitor who sends a form, a probe."""

    PUBLIC = "public"
    API = "api"
    DEVICE = "device"
    STAFF = "staff"
    VISITOR = "visitor"
    PROBE = "probe"


_REFUSALS: Mapping[Access, frozenset[int]] = {
    Access.PUBLIC: frozenset({421, 503}),
    Access.API: frozenset({401, 403, 421, 429, 503}),
    Access.DEVICE: frozenset({401, 403, 421, 429, 503}),
    Access.STAFF: frozenset({401, 403, 421, 503}),
    Access.VISITOR: frozenset({403, 421, 429, 503}),
    Access.PROBE: frozenset(),
}
"""Refusals by access: no credentials, no right, a foreign host, too many requests, a database that does not answer."""


class Description(Struct, frozen=True, kw_only=True):
    """Description of a handler: the type that it answers (None: no body), what it reads, and by whom it may be asked.

    `form` and `query` are Structs of `conference.web.forms`, `body` is one of JSON. `refusals` are statuses with
    problem details besides those of its kind of address; `others` are statuses with a body of another type.
    `headers` are optional headers of the request, by name, with what they hold.
    """

    answer: Any
    status: int = 200
    media: str = JSON
    body: type[Struct] | None = None
    form: type[Struct] | None = None
    query: type[Struct] | None = None
    access: Access = Access.PUBLIC
    refusals: Collection[int] = ()
    others: Mapping[int, Any] | None = None
    headers: Mapping[str, str] = {}

    @property
    def bodies(self) -> dict[int, Any]:
        """The type of the body by status, without problem details."""
        return {self.status: self.answer, **(self.others or {})}

    @property
    def problems(self) -> frozenset[int]:
        """The statuses with problem details."""
        read = WITH_BODY if self.body or self.form else frozenset()
        return _REFUSALS[self.access].union(read, self.refusals) - self.bodies.keys()


def describes(description: Description) -> Callable[[AnyHandler], AnyHandler]:
    """Describe a handler: `@describes(Description(answer=ListOut, query=ListQuery))`."""

    def mark(handler: AnyHandler) -> AnyHandler:
        setattr(handler, _DESCRIPTION, description)
        return handler

    return mark


def description_of(handler: object) -> Description | None:
    """Return the description of a handler, None if it has none."""
    found = getattr(handler, _DESCRIPTION, None)
    return found if isinstance(found, Description) else None
