"""Forms of the edit pages, and the acts that they ask for."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.domain.sessions import Reason
from broadcast.board.domain.timing import is_skipped, moment
from broadcast.programme.domain.acts import LONGEST_TITLE, MOST_MINUTES, Act
from broadcast.programme.web.api_json import ActName, ProgrammeIn, act_of
from conference.errors import InvalidError, RostrumError
from conference.event.kinds import Kind
from conference.web import Identifier, field_texts

_UNKNOWN_ACT = Meta(extra={"error": "console.unknown_act"})
INPUTS: Mapping[str, str] = {"starts_at": "starts", "ends_at": "ends", "resumes_at": "resumes"}
"""Value that a rule refuses → the input of a form that has it."""

_YEAR_2000, _YEAR_2200 = date(2000, 1, 1), date(2200, 1, 1)


class ChangeForm(Struct, frozen=True, kw_only=True):
    """A change of one session. Days and hours are the venue's; an end without a day is on the day of the start."""

    act: Annotated[ActName, _UNKNOWN_ACT]
    expected: int | None = None
    session: Identifier = ""
    room: Identifier = ""
    day: date | None = None
    starts: time | None = None
    ends_day: date | None = None
    ends: time | None = None
    resumes_day: date | None = None
    resumes: time | None = None
    until_day: date | None = None
    until: time | None = None
    minutes: Annotated[int, Meta(ge=1, le=MOST_MINUTES)] | None = None
    reason: Annotated[Reason | None, _UNKNOWN_ACT] = None
    into: Identifier = ""
    with_waiting: bool = False
    kind: Annotated[Kind | None, _UNKNOWN_ACT] = None
    titles: Annotated[dict[str, Annotated[str, Meta(max_length=LONGEST_TITLE)]], Meta(extra={"prefix": "title."})] = {}
    confirmed: tuple[Annotated[str, Meta(max_length=200)], ...] = ()


def input_texts(request: web.Request, error: RostrumError) -> dict[str, str]:
    """Return the texts of the refused inputs of a form by name; empty for an error of none of them."""
    if not isinstance(error, InvalidError):
        return {}
    return {INPUTS.get(name, name): text for name, text in field_texts(request, error).items()}


def venue_moment(day: date, clock: time, *, zone: ZoneInfo, field: str) -> datetime:
    """Return the moment of a typed day and time at the venue.

    Raises: InvalidError `programme.skipped_time` for an hour that summer time skips, `field.not_date` for a far day.
    """
    if not _YEAR_2000 <= day <= _YEAR_2200:
        raise InvalidError("field.not_date", {field: "field.not_date"})
    if is_skipped(day, clock, zone):
        raise InvalidError("programme.skipped_time", {field: "programme.skipped_time"})
    return moment(day, clock, zone)


def act_of_form(form: ChangeForm, session_id: str, *, zone: ZoneInfo, usual_day: date) -> Act:
    """Return the act that a form asks for; a time without a day is on `usual_day`.

    Raises: InvalidError for a time that does not exist or a field that the act needs.
    """
    day = form.day or usual_day
    body = ProgrammeIn(
        act=form.act,
        room=form.room or None,
        minutes=form.minutes,
        reason=form.reason,
        into=form.into or None,
        with_waiting=form.with_waiting,
        title=dict(form.titles) or None,
        kind=form.kind,
        starts_at=_moment_of(day, form.starts, zone, "starts"),
        ends_at=_moment_of(form.ends_day or day, form.ends, zone, "ends"),
        resumes_at=_moment_of(form.resumes_day or form.ends_day or day, form.resumes, zone, "resumes"),
        until=_moment_of(form.until_day or day, form.until, zone, "until"),
    )
    return act_of(session_id, body)


def _moment_of(day: date, clock: time | None, zone: ZoneInfo, field: str) -> datetime | None:
    return None if clock is None else venue_moment(day, clock, zone=zone, field=field)
