"""What the pages of applications work with, kept on the application by a typed key."""

from dataclasses import dataclass, field

from aiohttp import web

from accreditation.applications.domain.answers import Choices
from accreditation.applications.services import ApplicationServices, Rules
from accreditation.applications.web.limits import PHOTOS, SUBMISSIONS
from conference.errors import ThrottledError
from conference.event import Event
from conference.languages import LANGUAGES
from conference.rate_limits import Limit, Limits
from conference.texts.countries import countries
from conference.web import client_address, site_of

LANGUAGE_PATH = "/{language:" + "|".join(LANGUAGES) + "}"
"""The beginning of every public address."""

NOT_A_COUNTRY = "EU"
"""In the list of signatories, but nobody's passport."""


@dataclass(frozen=True)
class ApplicationPages:
    """The desk, the event it works for, and the limits of the public pages."""

    services: ApplicationServices
    event: Event
    limits: Limits = field(default_factory=Limits)


SMALL_FORM_BYTES = 16 * 1024
"""Bytes of a form without a photo, with room: twelve lines of 120 characters in any script are under 8 KiB."""

_THROTTLED: web.RequestKey[ThrottledError] = web.RequestKey("excess", ThrottledError)

APPLICATION_PAGES: web.AppKey[ApplicationPages] = web.AppKey("accreditation", ApplicationPages)


def application_pages_of(request: web.Request) -> ApplicationPages:
    """What this request's pages work with."""
    return request.config_dict[APPLICATION_PAGES]


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
    limits = application_pages_of(request).limits
    limits.charge(limit, client_address(request), site_of(request).clock.now())


def charge_submission(request: web.Request) -> None:
    """Count a submission before its body is read. Raises ThrottledError."""
    charge(request, SUBMISSIONS)


def charge_form(request: web.Request) -> None:
    """Count a form before its body is read; one too many is refused unread, unless it is small.

    A small form is read, so that it comes back with what was typed: `throttle_error_of` tells its handler to refuse it.
    Raises ThrottledError.
    """
    try:
        charge_submission(request)
    except ThrottledError as error:
        if request.content_length is None or request.content_length > SMALL_FORM_BYTES:
            raise
        request[_THROTTLED] = error


def charge_photo(request: web.Request) -> None:
    """Count a photo before its body is read. Raises ThrottledError."""
    charge(request, PHOTOS)


def throttle_error_of(request: web.Request) -> ThrottledError | None:
    """Return the error of a small form that is one too many, which `charge_form` let pass."""
    return request.get(_THROTTLED)
