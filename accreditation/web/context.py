"""What the pages of applications work with, kept on the application by a typed key."""

from dataclasses import dataclass, field

from aiohttp import web

from accreditation.actions.desk import Desk, Rules
from accreditation.actions.limits import Limit, Limits
from accreditation.domain.answers import Choices
from conference.countries import countries
from conference.event import Event
from conference.languages import LANGUAGES
from conference.web import client_address, floor_of

LANGUAGE_PATH = "/{language:" + "|".join(LANGUAGES) + "}"
"""The beginning of every public address."""

NOT_A_COUNTRY = "EU"
"""In the list of signatories, but nobody's passport."""


@dataclass(frozen=True)
class Accreditation:
    """The desk, the event it works for, and the limits of the public pages."""

    desk: Desk
    event: Event
    limits: Limits = field(default_factory=Limits)


ACCREDITATION: web.AppKey[Accreditation] = web.AppKey("accreditation", Accreditation)


def accreditation_of(request: web.Request) -> Accreditation:
    """What this request's pages work with."""
    return request.config_dict[ACCREDITATION]


def rules_of(event: Event) -> Rules:
    """What an event says of applications."""
    choices = Choices(
        countries=frozenset(countries()) - {NOT_A_COUNTRY},
        functions=frozenset(function.code for function in event.functions),
        categories=frozenset(category.code for category in event.categories),
        languages=frozenset(LANGUAGES),
    )
    return Rules(
        choices,
        frozenset(reason.code for reason in event.refusal_reasons),
        frozenset(reason.code for reason in event.revocation_reasons),
    )


def charge(request: web.Request, limit: Limit) -> None:
    """Count this request against its sender's limit. Raises ThrottledError."""
    limits = accreditation_of(request).limits
    limits.charge(limit, client_address(request), floor_of(request).clock.now())
