"""The form of a private session, and the acts that it asks for."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from broadcast.programme.domain.acts import LONGEST_TITLE, Add
from broadcast.programme.domain.private import MOST_VIEWERS, PrivateChange
from broadcast.programme.web.api_json import required
from broadcast.programme.web.forms import venue_moment
from conference.event.kinds import Kind
from conference.web import Identifier

PrivateAct = Literal["add", "change", "cancel", "reinstate", "undo", "publish"]
_UNKNOWN_ACT = Meta(extra={"error": "console.unknown_act"})


class PrivateForm(Struct, frozen=True, kw_only=True):
    """An act on a private session. `expected` is the version that was seen; `sure` answers for a publication."""

    act: Annotated[PrivateAct, _UNKNOWN_ACT]
    expected: int | None = None
    kind: Annotated[Kind | None, _UNKNOWN_ACT] = None
    room: Identifier = ""
    day: date | None = None
    starts: time | None = None
    ends_day: date | None = None
    ends: time | None = None
    titles: Annotated[dict[str, Annotated[str, Meta(max_length=LONGEST_TITLE)]], Meta(extra={"prefix": "title."})] = {}
    viewers: Annotated[tuple[Identifier, ...], Meta(max_length=MOST_VIEWERS)] = ()
    sure: bool = False
    confirmed: tuple[Annotated[str, Meta(max_length=200)], ...] = ()


def addition_of(form: PrivateForm, session_id: str, zone: ZoneInfo) -> Add:
    """Return the session that a form adds. Raises: InvalidError for a missing value, or a time that does not exist."""
    starts_at, ends_at = _hours_of(form, zone)
    return Add(
        session=session_id,
        title=dict(form.titles),
        kind=required(form.kind, "kind"),
        room=required(form.room or None, "room"),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def change_of(form: PrivateForm, zone: ZoneInfo) -> PrivateChange:
    """Return the new values of a session: all of them, or whether it is cancelled. Raises: as `addition_of`."""
    if form.act != "change":
        return PrivateChange(cancelled=form.act == "cancel")
    starts_at, ends_at = _hours_of(form, zone)
    return PrivateChange(
        title=dict(form.titles),
        kind=form.kind,
        room=form.room or None,
        starts_at=starts_at,
        ends_at=ends_at,
        viewers=form.viewers,
    )


def _hours_of(form: PrivateForm, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end; an end without a day is on the day of the start."""
    day = required(form.day, "day")
    starts, ends = required(form.starts, "starts"), required(form.ends, "ends")
    return (
        venue_moment(day, starts, zone=zone, field="starts"),
        venue_moment(form.ends_day or day, ends, zone=zone, field="ends"),
    )
