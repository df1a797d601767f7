"""Dependencies of the application pages, stored in the web application under a typed key."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from aiohttp import web
from msgspec import Struct, field

from accreditation.applications.domain.answers import Choices
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.passports.findings import icao_codes
from accreditation.applications.domain.passports.typed_passport import PassportRules
from accreditation.applications.services import ApplicationServices, Rules, appeal_rules, release_hours
from accreditation.applications.web.limits import ADDRESSES, LETTERS, PHOTOS, SUBMISSIONS
from conference.errors import RostrumError, ThrottledError, UnavailableError
from conference.event import Event
from conference.languages import LANGUAGES
from conference.rate_limits import Limit, Limits
from conference.texts.countries import countries, passports
from conference.transactions import Transaction
from conference.web import client_address, site_of, stale_error_of

LANGUAGE_PATH = "/{language:" + "|".join(LANGUAGES) + "}"
"""Path prefix of every public page."""

NOT_A_COUNTRY = "EU"
"""Code in the list of signatories that is not a nationality."""


Act = Callable[[Transaction], Awaitable[None]]


class OwnSection(Struct, frozen=True):
    """Part of an applicant's page that a later subject adds: its template, which reads `values`."""

    template: str
    values: Mapping[str, object]


MakeOwnSection = Callable[[web.Request, Application], Awaitable[OwnSection | None]]
"""Makes the section of an applicant; None where there is nothing to show."""


class ApplicationPages(Struct, frozen=True):
    """Services, event and rate limits of the public pages.

    `write_later` writes after the answer, in a transaction of its own. `is_disk_short`: whether forms are not saved,
    because the disk's rest is reserved for the conference. `own_sections` are those of other subjects on an applicant's
    page. `recent_reads` are the officers and applications whose reading was recorded lately.
    """

    services: ApplicationServices
    event: Event
    write_later: Callable[[str, Act], object]
    limits: Limits = field(default_factory=Limits)
    is_disk_short: Callable[[], bool] = lambda: False
    own_sections: Sequence[MakeOwnSection] = ()
    recent_reads: dict[tuple[str, str], datetime] = {}


SMALL_FORM_BYTES = 16 * 1024
"""Maximum bytes of a form without a photo: twelve lines of 120 characters take less than 8 KiB in any script."""

NOT_SAVED = "application.not_saved"
"""Code of the error of a form that could not be saved: the database takes no writes, or its disk is nearly full."""

SAVE_AGAIN_AFTER_S = 120

_THROTTLED: web.RequestKey[ThrottledError] = web.RequestKey("excess", ThrottledError)

APPLICATION_PAGES: web.AppKey[ApplicationPages] = web.AppKey("accreditation", ApplicationPages)


def application_pages_of(request: web.Request) -> ApplicationPages:
    """Return the dependencies of the application pages."""
    return request.config_dict[APPLICATION_PAGES]


def rules_of(event: Event) -> Rules:
    """Return the codes that the event allows in applications."""
    choices = Choices(
        countries=frozenset(event.offered_passports) - {NOT_A_COUNTRY},
        functions=frozenset(function.code for function in event.functions),
        categories=frozenset(category.code for category in event.categories),
        languages=frozenset(LANGUAGES),
        passport=_passport_rules(event),
    )
    return Rules(
        choices,
        frozenset(reason.code for reason in event.refusal_reasons),
        frozenset(reason.code for reason in event.revocation_reasons),
        event.zone_info,
        appeal_rules(event),
        timedelta(hours=event.desk.review_hours) if event.desk else None,
        release_hours(event),
        event.identity,
    )


def _passport_rules(event: Event) -> PassportRules | None:
    """Return the rules of the passport's lines, None for an event that does not ask for them."""
    if event.identity.passport_lines == "off":
        return None
    known = {**countries(), **passports()}
    codes = {code: icao_codes(code, known[code].iso3) for code in event.offered_passports}
    return PassportRules(event.identity.passport_lines == "required", codes, event.ends_on)


def charge(request: web.Request, limit: Limit) -> None:
    """Count this request against the limit of its client address. Raises ThrottledError."""
    limits = application_pages_of(request).limits
    limits.charge(limit, client_address(request), site_of(request).clock.now())


def is_address_charged(request: web.Request, address: str) -> bool:
    """Count a letter to an address; return whether it has had too many. The client is not told."""
    try:
        application_pages_of(request).limits.charge(ADDRESSES, address, site_of(request).clock.now())
    except ThrottledError:
        return True
    return False


def require_space(request: web.Request) -> None:
    """Raise UnavailableError `application.not_saved` when no more forms are saved."""
    if application_pages_of(request).is_disk_short():
        raise UnavailableError(NOT_SAVED, retry_after_s=SAVE_AGAIN_AFTER_S)


def say_when(response: web.Response, error: UnavailableError) -> web.Response:
    """Add to a response when to try again after the error."""
    response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def charge_submission(request: web.Request) -> None:
    """Count a submission before its body is read. Raises ThrottledError."""
    charge(request, SUBMISSIONS)


def charge_form(request: web.Request) -> None:
    """Count a form before its body is read. Raises ThrottledError for a large form over the limit.

    A small form over the limit is read, so that the page can show the typed values again: its handler refuses it
    with the error from `throttle_error_of`.
    """
    try:
        charge_submission(request)
    except ThrottledError as error:
        if request.content_length is None or request.content_length > SMALL_FORM_BYTES:
            raise
        request[_THROTTLED] = error


def charge_letter(request: web.Request) -> None:
    """Count a request for a letter. Raises ThrottledError."""
    charge(request, LETTERS)


def charge_photo(request: web.Request) -> None:
    """Count a photo. Raises ThrottledError."""
    charge(request, PHOTOS)


def charge_upload(request: web.Request) -> None:
    """Count an uploaded photo before its body is read. Raises ThrottledError and UnavailableError."""
    charge_photo(request)
    with photo_unsaved():
        require_space(request)


@contextmanager
def photo_unsaved() -> Iterator[None]:
    """Raise UnavailableError `photo.not_saved` instead of any other UnavailableError of the block."""
    try:
        yield
    except UnavailableError as error:
        raise UnavailableError("photo.not_saved", retry_after_s=error.retry_after_s) from error


def refusal_of(request: web.Request) -> RostrumError | None:
    """Return why a form that was read is only shown again: its token is not valid, or it is over the limit."""
    return stale_error_of(request) or throttle_error_of(request)


def throttle_error_of(request: web.Request) -> ThrottledError | None:
    """Return the error of a small form over the limit that `charge_form` accepted for reading, or None."""
    return request.get(_THROTTLED)


def with_private_headers(response: web.Response, *, has_form: bool = False) -> web.Response:
    """Set headers that keep the page out of search indexes, caches and the logs of other sites.

    A page with a form sends a referrer within this site: without one, browsers send `Origin: null` with the form
    (Fetch standard, "serialize a request origin"), and it would be refused as coming from another site.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
