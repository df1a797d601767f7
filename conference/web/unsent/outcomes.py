"""Results of forms on the pages of staff that have them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any

from aiohttp import web
from msgspec import Struct

from conference.errors import InvalidError, RostrumError, UnavailableError
from conference.web.errors import error_text, field_texts
from conference.web.forms import typed_values
from conference.web.unsent.showing import NoFields

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class FormOutcome:
    """Result of a form: the problem, wrong field → its text, and HTML name → what was typed; empty without a form."""

    status: int = HTTPStatus.OK
    problem: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)


ShowOutcome = Callable[[web.Request, FormOutcome], Awaitable[web.StreamResponse]]


def shows_refusal_on(show: ShowOutcome, kind: type[Struct] = NoFields) -> Callable[[Handler], Handler]:
    """Answer a refused form by its page: `@shows_refusal_on(show_outcome, PlannedForm)`, below `@require`.

    `kind` has the fields whose typed values the page shows again. UnavailableError is raised on: the page could not be
    rendered either.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def answer_refusal(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except UnavailableError:
                raise
            except RostrumError as error:
                return await show(request, await _refused_outcome(request, error, kind))

        return answer_refusal

    return decorate


async def _refused_outcome(request: web.Request, error: RostrumError, kind: type[Struct]) -> FormOutcome:
    return FormOutcome(
        status=error.status,
        problem=error_text(request, error),
        errors=field_texts(request, error) if isinstance(error, InvalidError) else {},
        typed=await typed_values(request, kind),
    )
