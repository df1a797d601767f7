"""The grants of the person before the badge desk: what the page shows of them, and what its forms do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from accreditation.badge_desk.web.badge_context import event_of, grant_services_of
from accreditation.grants.actions import GrantServices, end_grant, give_grant, give_pool, grants_at_desk
from accreditation.grants.domain import GrantPhase, GrantUse, WantedGrant, phase_of
from conference.auth.roles import Staff
from conference.event import Event
from conference.texts.catalogues import key_family
from conference.texts.dates import local_date
from conference.web import posted_form, staff_of

PHASES = key_family("badges.grants.phase.", [phase.value for phase in GrantPhase])
PROBLEMS = key_family("error.grant.", (
    "zones", "window", "over", "entries", "ended", "unknown", "pool_unknown", "pool_over", "pool_full", "pool_held",
))  # fmt: skip
"""What giving and ending may refuse, declared for the catalogues."""

ACTS = ("granted", "pooled", "grant_ended")
USUAL = timedelta(hours=2)
"""How long a new grant lasts unless the clerk says otherwise."""

_TIME = "%H:%M"
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The form of a grant as it stands: what the clerk typed, or what is usual. Days and times are the venue's."""

    zones: tuple[str, ...] = ()
    from_day: str = ""
    from_time: str = ""
    until_day: str = ""
    until_time: str = ""
    entries: str = ""
    pool: str = ""
    act: str = ""


_NAMES = tuple(one.name for one in fields(Asked) if one.name != "zones")


@dataclass(frozen=True, slots=True)
class GrantsShown:
    """What the page shows: grants with how each stands, how many are in each pool, and the form."""

    uses: tuple[tuple[GrantUse, GrantPhase], ...] = ()
    members: Mapping[str, int] = field(default_factory=dict)
    form: Asked = field(default_factory=Asked)


async def read_grants(request: web.Request, application_id: str, asked: Asked | None) -> GrantsShown:
    """The person's grants, those that still count first, and the form as it was sent or as is usual."""
    services = grant_services_of(request)
    now = services.clock.now()
    uses, members = await grants_at_desk(services, application_id, staff=staff_of(request))
    shown = [(use, phase_of(use, now)) for use in uses]
    ended = (GrantPhase.OVER, GrantPhase.ENDED)
    in_order = sorted(shown, key=lambda one: one[1] in ended)
    return GrantsShown(tuple(in_order), members, asked or _usual(now, event_of(request).zone_info))


async def perform(request: web.Request, asked: Asked, texts: Mapping[str, str]) -> None:
    """Do what a form asks for. Raises the errors of `accreditation.grants.actions`."""
    services, staff = grant_services_of(request), staff_of(request)
    application = texts.get("application", "")
    if asked.act == "grant_ended":
        await end_grant(services, texts.get("grant", ""), staff=staff)
    elif asked.act == "pooled":
        await give_pool(services, application, asked.pool, staff=staff)
    else:
        await _give(request, services, asked, application=application, staff=staff)


async def read_asked(request: web.Request) -> Asked:
    """The form as it was sent."""
    posted = await posted_form(request)
    texts = {name: value.strip() for name, value in posted.items() if isinstance(value, str)}
    zones = tuple(dict.fromkeys(value for value in posted.getall("zones", []) if isinstance(value, str)))
    return Asked(zones, **{name: texts.get(name, "") for name in _NAMES})


def days_of(event: Event) -> list[date]:
    """The days on which a badge of the event can admit, at the venue."""
    first = min(local_date(category.valid_from, event.zone_info) for category in event.categories)
    last = max(local_date(category.valid_until - _MOMENT, event.zone_info) for category in event.categories)
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]


async def _give(request: web.Request, services: GrantServices, asked: Asked, *, application: str, staff: Staff) -> None:
    zone = event_of(request).zone_info
    valid_from = _moment(asked.from_day, asked.from_time, zone)
    valid_until = _moment(asked.until_day, asked.until_time, zone)
    wanted = WantedGrant(asked.zones, valid_from, valid_until, _entries(asked.entries))
    await give_grant(services, application, wanted, staff=staff)


def _usual(now: datetime, zone: ZoneInfo) -> Asked:
    start, end = now.astimezone(zone), (now + USUAL).astimezone(zone)
    return Asked(
        from_day=start.date().isoformat(),
        from_time=f"{start:{_TIME}}",
        until_day=end.date().isoformat(),
        until_time=f"{end:{_TIME}}",
    )


def _moment(day: str, time: str, zone: ZoneInfo) -> datetime | None:
    """A day and a time of 24 hours as typed at the venue, None when they are none."""
    try:
        typed = datetime.fromisoformat(f"{day}T{time.zfill(len('00:00'))}")
    except ValueError:
        return None
    return typed.replace(tzinfo=zone) if typed.tzinfo is None else None


def _entries(text: str) -> int | None:
    """The number of entries: None for no limit, and 0, which is refused, for what is no number."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
