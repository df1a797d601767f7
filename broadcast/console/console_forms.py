"""The operator's forms, and the parameters of actions that they give."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from broadcast.announcements.web.forms import MOST_ROOMS
from broadcast.board.domain.announcements import (
    Announcement,
    Destination,
    Level,
    Parameter,
    ParameterKind,
    Targets,
    Template,
    template_parameters,
)
from broadcast.board.domain.sessions import Reason, Verb
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.board.domain.timing import is_skipped, local_day, near_moment
from conference.errors import InvalidError
from conference.languages import LANGUAGES, Text
from conference.texts.countries import countries
from conference.texts.typed_clock import parse_clock
from conference.web import Identifier, parse_integer

OWN = "own"
"""Value in place of a template's id: the operator's own text."""

MAX_NUMBER = 999_999
"""Largest number in a prepared text."""

DURATIONS_MIN = (5, 15, 30, 60, 120)
"""Selectable durations of an announcement in minutes, besides "until withdrawn"."""


_UNKNOWN_ACT = Meta(extra={"error": "console.unknown_act"})


class BoardForm(Struct, frozen=True, kw_only=True):
    """Fields of every form: the offset at which the operator saw the board, and the chosen session."""

    expected: int | None = None
    session: Identifier = ""


class TimeForm(BoardForm, frozen=True, kw_only=True):
    """The new time of a session, its day (None: the usual one), and the reason."""

    until: time | None = None
    until_day: date | None = None
    reason: Annotated[Reason | None, _UNKNOWN_ACT] = None


class PreviewForm(TimeForm, frozen=True, kw_only=True):
    """An act whose words on screens are asked for; None: each act that is usual now."""

    verb: Annotated[Verb | None, _UNKNOWN_ACT] = None


class SessionForm(TimeForm, frozen=True, kw_only=True):
    """A transition of a session; `waiting` says what becomes of waiting speakers, carried ones go to `carry_to`."""

    verb: Annotated[Verb, _UNKNOWN_ACT]
    confirmed: bool = False
    waiting: Annotated[Leftover | None, _UNKNOWN_ACT] = None
    carry_to: Identifier = ""


class ActForm(BoardForm, frozen=True, kw_only=True):
    """An act on a list: its name, or its name, a colon and the id that it concerns."""

    act: Annotated[Identifier, _UNKNOWN_ACT] = ""


class UndoForm(BoardForm, frozen=True, kw_only=True):
    """The key of the board whose last change is undone."""

    key: Annotated[str, Meta(max_length=200)] = ""


class IdentifyForm(BoardForm, frozen=True, kw_only=True):
    """The name of the screen that shows its name; empty for every screen."""

    screen: Annotated[str, Meta(pattern=r"^[\w.:-]{0,64}$", extra={"error": "console.unknown_screen"})] = ""


class AnnouncementForm(ActForm, frozen=True, kw_only=True):
    """An announcement: prepared or own text (checked by `compose`), its parameters, level, minutes, and targets.

    `publish_at`: a time of the venue on `publish_day` (None: today), for an announcement that is published later.
    """

    template: Identifier = ""
    texts: Annotated[dict[str, str], Meta(extra={"prefix": "text."})] = {}
    parameters: Annotated[dict[str, str], Meta(extra={"prefix": "parameter."})] = {}
    level: Level | None = None
    shown_for: int | None = None
    publish_day: date | None = None
    publish_at: time | None = None
    rooms: Annotated[tuple[Identifier, ...], Meta(max_length=MOST_ROOMS)] = ()
    destinations: Annotated[tuple[Destination, ...], Meta(max_length=len(Destination))] = ()
    confirmed: bool = False


class Draft(Struct, frozen=True, kw_only=True):
    """A filled-in announcement: `template` is a prepared text's id, or OWN."""

    template: str
    parameters: Mapping[str, Parameter]
    text: Text
    level: Level
    expires_at: datetime | None
    targets: Targets


def read_moment(text: str, field: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which the venue's clock shows the typed time (`near_moment`); None for an empty text.

    Raises: InvalidError `field.not_time`, `session.until_past` for a time that is past today, or
    `programme.skipped_time` for one that summer time skips.
    """
    if not text.strip():
        return None
    clock = parse_clock(text.strip())
    if clock is None:
        raise InvalidError("field.not_time", {field: "field.not_time"})
    at = near_moment(clock, now=now, zone=zone)
    if at <= now:
        raise InvalidError("session.until_past", {field: "session.until_past"})
    if is_skipped(local_day(at, zone), clock, zone):
        raise InvalidError("programme.skipped_time", {field: "programme.skipped_time"})
    return at


def read_draft(
    form: AnnouncementForm,
    templates: Mapping[str, Template],
    speakers: SpeakersList | None,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Draft:
    """Parse a filled-in announcement. Missing values are left to the rules.

    Raises: the errors of `read_moment`.
    """
    template = templates.get(form.template)
    expires_at = now + timedelta(minutes=form.shown_for) if form.shown_for in DURATIONS_MIN else None
    return Draft(
        template=form.template,
        parameters=_parse_parameters(form, template, speakers, now=now, zone=zone) if template else {},
        text={code: form.texts.get(code, "") for code in LANGUAGES},
        level=form.level or (template.level if template else Level.INFO),
        expires_at=expires_at,
        targets=Targets(rooms=form.rooms or None, destinations=form.destinations or None),
    )


def name_choices(speakers: SpeakersList | None) -> dict[str, Text]:
    """Return the names that a prepared text may use: the speakers of the chosen session, else every State."""
    if speakers is not None:
        return {f"speaker:{speaker.id}": speaker.name for speaker in speakers.speakers}
    return {f"country:{code}": country.name for code, country in countries().items()}


def needs_confirmation(announcement: Announcement) -> bool:
    """Return whether an announcement covers all screens."""
    return announcement.level is Level.URGENT


def _parse_parameters(
    form: AnnouncementForm, template: Template, speakers: SpeakersList | None, *, now: datetime, zone: ZoneInfo
) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {}
    for name in template_parameters(template):
        value = form.parameters.get(name, "").strip()
        parsed = _parse_parameter(ParameterKind(name), value, speakers, now=now, zone=zone)
        if parsed is not None:
            parameters[name] = parsed
    return parameters


def _parse_parameter(
    kind: ParameterKind, value: str, speakers: SpeakersList | None, *, now: datetime, zone: ZoneInfo
) -> Parameter | None:
    match kind:
        case ParameterKind.TIME:
            return read_moment(value, f"parameter.{kind.value}", now=now, zone=zone)
        case ParameterKind.ROOM:
            return value or None
        case ParameterKind.NAME:
            return name_choices(speakers).get(value)
        case _:
            number = parse_integer(value)
            return number if number is not None and 0 <= number <= MAX_NUMBER else None
