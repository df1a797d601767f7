"""Grants on the badge desk's page: what it shows of them, and its forms."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Meta, Struct, field

from accreditation.badge_desk.web.badge_context import event_of, grant_services_of
from accreditation.grants.actions import end_grant, give_grant, give_pool, grants_at_desk
from accreditation.grants.admitting_days import admitting_days
from accreditation.grants.call_sheets import CallSheet, call_sheet
from accreditation.grants.domain import GrantPhase, GrantUse, WantedGrant, phase_of
from conference.event import Event
from conference.texts.catalogues import key_family
from conference.texts.typed_clock import parse_clock
from conference.web import Identifier, parse_integer, staff_of

PHASES = key_family("badges.grants.phase.", [phase.value for phase in GrantPhase])
PROBLEMS = key_family("error.grant.", (
    "zones", "window", "over", "days", "entries", "ended", "unknown", "pool_unknown", "pool_over", "pool_full",
    "pool_held",
))  # fmt: skip
"""Problems of giving and ending grants, declared for the catalogues."""

ACTS = ("granted", "pooled", "grant_ended")
DEFAULT_DURATION = timedelta(hours=2)
"""Duration of a new grant that the form proposes."""

MAX_ENTRIES = 99_999

ShortText = Annotated[str, Meta(max_length=40)]
"""A day, a time or a number as typed: it is shown again when it is wrong."""

_TIME = "%H:%M"


class GrantForm(Struct, frozen=True, kw_only=True):
    """The form of a grant as typed by the clerk, or with defaults. Days and times are in venue time."""

    act: Identifier = ""
    application: Identifier = ""
    grant: Identifier = ""
    pool: Identifier = ""
    zones: tuple[Identifier, ...] = ()
    from_day: ShortText = ""
    from_time: ShortText = ""
    until_day: ShortText = ""
    until_time: ShortText = ""
    entries: ShortText = ""


class GrantsShown(Struct, frozen=True):
    """Content of the page: grants with their phase, people in each pool, the form, the pools' call sheets."""

    uses: tuple[tuple[GrantUse, GrantPhase], ...] = ()
    members: Mapping[str, int] = {}
    form: GrantForm = field(default_factory=GrantForm)
    sheets: tuple[CallSheet, ...] = ()


async def read_grants(request: web.Request, application_id: str, form: GrantForm | None) -> GrantsShown:
    """Load the person's grants, valid ones first, and the form as sent or with defaults."""
    services = grant_services_of(request)
    now = services.clock.now()
    uses, members = await grants_at_desk(services, application_id, staff=staff_of(request))
    shown = [(use, phase_of(use, now)) for use in uses]
    ended = (GrantPhase.OVER, GrantPhase.ENDED)
    in_order = sorted(shown, key=lambda row: row[1] in ended)
    event = event_of(request)
    sheets = [call_sheet(event, pool, now=now) for pool in event.pools]
    current = tuple(sheet for sheet in sheets if sheet.calls)
    return GrantsShown(tuple(in_order), members, form or _default_form(now, event.zone_info), current)


async def perform(request: web.Request, form: GrantForm) -> None:
    """Perform the act of a form. Raises the errors of `accreditation.grants.actions`."""
    services, staff = grant_services_of(request), staff_of(request)
    if form.act == "grant_ended":
        await end_grant(services, form.grant, staff=staff)
    elif form.act == "pooled":
        await give_pool(services, form.application, form.pool, staff=staff)
    else:
        await _give_from_form(request, form)


def days_of(event: Event) -> list[date]:
    """List the days on which badges of the event admit, in venue time."""
    days = admitting_days(event)
    return [date.fromordinal(day) for day in range(days.valid_from.toordinal(), days.valid_until.toordinal())]


async def _give_from_form(request: web.Request, form: GrantForm) -> None:
    zone = event_of(request).zone_info
    valid_from = _parse_moment(form.from_day, form.from_time, zone)
    valid_until = _parse_moment(form.until_day, form.until_time, zone)
    zones = tuple(dict.fromkeys(form.zones))
    wanted = WantedGrant(zones, valid_from, valid_until, _parse_entries(form.entries))
    await give_grant(grant_services_of(request), form.application, wanted, staff=staff_of(request))


def _default_form(now: datetime, zone: ZoneInfo) -> GrantForm:
    start, end = now.astimezone(zone), (now + DEFAULT_DURATION).astimezone(zone)
    return GrantForm(
        from_day=start.date().isoformat(),
        from_time=f"{start:{_TIME}}",
        until_day=end.date().isoformat(),
        until_time=f"{end:{_TIME}}",
    )


def _parse_moment(day: str, time: str, zone: ZoneInfo) -> datetime | None:
    """Parse a typed day and a time of 24 hours in venue time; None for other texts."""
    clock = parse_clock(time.strip())
    try:
        typed_day = date.fromisoformat(day.strip())
    except ValueError:
        return None
    return None if clock is None else datetime.combine(typed_day, clock, zone)


def _parse_entries(text: str) -> int | None:
    """Parse the number of entries: None for no limit; 0, which is refused, for other texts."""
    if not text.strip():
        return None
    number = parse_integer(text.strip())
    return number if number is not None and 0 <= number <= MAX_ENTRIES else 0
