"""Parsing of the operator's forms into the parameters of actions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcast.board.domain.announcements import (
    Announcement,
    Level,
    Parameter,
    ParameterKind,
    Template,
    template_parameters,
)
from broadcast.board.domain.sessions import Reason, Verb
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.domain.timing import next_moment
from conference.errors import InvalidError
from conference.languages import LANGUAGES, Text
from conference.texts.countries import countries

Form = Mapping[str, str]

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)

OWN = "own"
"""Value in place of a template's id: the operator's own text."""

DURATIONS_MIN = (5, 15, 30, 60, 120)
"""Selectable durations of an announcement in minutes, besides "until withdrawn"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A requested transition of a session."""

    verb: Verb
    until: datetime | None
    reason: Reason | None
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A filled-in announcement: `template` is a prepared text's id, or OWN."""

    template: str
    parameters: Mapping[str, Parameter]
    text: Text
    level: Level
    expires_at: datetime | None
    rooms: tuple[str, ...] | None
    confirmed: bool


def read_move(form: Form, *, now: datetime, zone: ZoneInfo) -> Move:
    """Parse a requested transition of a session.

    Raises: InvalidError `console.unknown_act` or `field.not_time`.
    """
    verb, reason = form.get("verb", ""), form.get("reason", "")
    if verb not in set(Verb) or (reason and reason not in set(Reason)):
        raise InvalidError("console.unknown_act")
    return Move(
        verb=Verb(verb),
        until=read_moment(form.get("until", ""), "until", now=now, zone=zone),
        reason=Reason(reason) if reason else None,
        confirmed=is_confirmed(form),
    )


def read_expected(form: Form) -> int | None:
    """Return the offset at which the operator saw the board; None if it is missing or malformed."""
    text = form.get("expected", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None


def is_confirmed(form: Form) -> bool:
    """Return whether the operator has confirmed the action."""
    return form.get("confirmed") == "1"


def read_moment(text: str, field: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the next moment at which the venue's clock shows `HH:MM`; None for an empty text.

    Raises: InvalidError `field.not_time`.
    """
    if not text.strip():
        return None
    clock = _CLOCK.fullmatch(text.strip())
    if clock is None:
        raise InvalidError("field.not_time", {field: "field.not_time"})
    return next_moment(time(int(clock[1]), int(clock[2])), after=now, zone=zone)


def read_draft(
    form: Form,
    templates: Mapping[str, Template],
    speakers: SpeakersList | None,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Draft:
    """Parse a filled-in announcement. Missing values are left to the rules.

    Raises: InvalidError `field.not_time`.
    """
    template_id, minutes = form.get("template", ""), form.get("shown_for", "")
    template = templates.get(template_id)
    level = form.get("level", "")
    return Draft(
        template=template_id,
        parameters=_parse_parameters(form, template, speakers, now=now, zone=zone) if template else {},
        text={code: form.get(f"text.{code}", "") for code in LANGUAGES},
        level=Level(level) if level in set(Level) else template.level if template else Level.INFO,
        expires_at=now + timedelta(minutes=int(minutes)) if minutes in map(str, DURATIONS_MIN) else None,
        rooms=(form["room"],) if form.get("room") else None,
        confirmed=is_confirmed(form),
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
    form: Form, template: Template, speakers: SpeakersList | None, *, now: datetime, zone: ZoneInfo
) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {}
    for name in template_parameters(template):
        value = form.get(f"parameter.{name}", "").strip()
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
            return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None
