"""Dependencies of the pages of outlets and crews, stored in the web application under a typed key."""

from collections.abc import Mapping
from functools import lru_cache

from aiohttp import web
from msgspec import Struct, field

from accreditation.applications.domain.outlets import OutletKind
from accreditation.applications.web.context import NOT_A_COUNTRY
from accreditation.outlets.domain.crew_lists import CrewChoices
from accreditation.outlets.domain.crews import CrewState
from accreditation.outlets.services import OutletServices
from conference.event import Event
from conference.languages import LANGUAGES, language
from conference.rate_limits import Limit, Limits
from conference.texts.catalogues import key_family
from conference.texts.countries import countries, passports
from conference.texts.folding import fold_to_key
from conference.web import client_address, site_of

CREW_ACTS = Limit("acts of focal points", burst=60, every_s=5)
"""Posts of focal points and of people on their lists, for each network address."""

CREW_FILES = Limit("files of focal points", burst=20, every_s=20)
"""Uploaded letters and lists."""

KINDS = key_family("outlet.kind.", [kind.value for kind in OutletKind])
CREW_STATES = key_family("crew.state.", [state.value for state in CrewState])

CREW_CHIPS = {
    CrewState.INVITED: ("plain", "scheduled"),
    CrewState.SUBMITTED: ("plain", "delayed"),
    CrewState.INCOMPLETE: ("look", "look"),
    CrewState.APPROVED: ("good", "admitted"),
    CrewState.REFUSED: ("stop", "stop"),
    CrewState.WITHDRAWN: ("plain", "cancelled"),
    CrewState.DECLINED: ("plain", "cancelled"),
    CrewState.REPLACED: ("plain", "cancelled"),
}
"""State → colour and symbol of its chip."""


class OutletPages(Struct, frozen=True):
    """Services, event and rate limits of the pages."""

    services: OutletServices
    event: Event
    limits: Limits = field(default_factory=Limits)


OUTLET_PAGES: web.AppKey[OutletPages] = web.AppKey("outlets", OutletPages)


def outlet_pages_of(request: web.Request) -> OutletPages:
    """Return the dependencies of the pages."""
    return request.config_dict[OUTLET_PAGES]


def outlet_services_of(request: web.Request) -> OutletServices:
    """Return the services of outlets and crews."""
    return outlet_pages_of(request).services


def charge_act(request: web.Request) -> None:
    """Count a post before its body is read. Raises ThrottledError."""
    _charge_limit(request, CREW_ACTS)


def charge_file(request: web.Request) -> None:
    """Count a post with files before its body is read. Raises ThrottledError."""
    _charge_limit(request, CREW_FILES)


def _charge_limit(request: web.Request, limit: Limit) -> None:
    site = site_of(request)
    outlet_pages_of(request).limits.charge(limit, client_address(request), site.clock.now())


def crew_choices(event: Event, code: str) -> CrewChoices:
    """Return the codes by the names that lists may use: codes, and names in each language. `code` is the reader's."""
    functions = {fold_to_key(name): one.code for one in event.functions for name in (*one.name.values(), one.code)}
    languages = {
        fold_to_key(name): tag for tag in LANGUAGES for name in (tag, language(tag).own_name, *_LANGUAGE_NAMES[tag])
    }
    return CrewChoices(_fold_countries(event.offered_passports), functions, languages, code)


@lru_cache(maxsize=2)
def _fold_countries(offered: tuple[str, ...]) -> Mapping[str, str]:
    """Return the two-letter codes of countries by their folded names and codes: thousands, of which each takes time."""
    known = {**countries(), **passports()}
    chosen = [known[one] for one in offered if one in known and one != NOT_A_COUNTRY]
    return {fold_to_key(name): one.iso2 for one in chosen for name in (*one.name.values(), one.iso3, one.iso2)}


_LANGUAGE_NAMES = {
    "ar": ("Arabic",),
    "zh": ("Chinese",),
    "en": ("English",),
    "fr": ("French",),
    "ru": ("Russian",),
    "es": ("Spanish",),
    "vi": ("Vietnamese",),
}
"""English names of the languages, which lists in English use."""
