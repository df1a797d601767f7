"""JSON of changes of the programme in the API: what programs send, and what they are answered (docs/api.md)."""

import re
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

from broadcast.board.domain.sessions import Reason
from broadcast.programme.domain.acts import (
    LONGEST_TITLE,
    Act,
    Add,
    AgreeEnd,
    Cancel,
    Delay,
    Merge,
    Move,
    Postpone,
    Retitle,
    Split,
)
from broadcast.programme.domain.clashes import Clash, ClashKind
from conference.api.answers import CodeIn, SeenVersionIn
from conference.errors import InvalidError
from conference.event.kinds import Kind

T = TypeVar("T")
Moment = Annotated[datetime, Meta(tz=True)]
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,47}")
TitleIn = Annotated[str, Meta(max_length=LONGEST_TITLE)]
ClashCode = Annotated[str, Meta(max_length=200)]

ActName = Literal["move", "delay", "postpone", "agree_end", "split", "merge", "add", "cancel", "retitle"]


class ProgrammeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change of the programme; which fields an act takes is in docs/api.md.

    `version` is that of the session, or the offset of the board that was read: an act on several keys needs the latter.
    `confirmed` are the codes of the clashes that the act may make.
    """

    act: ActName
    room: CodeIn | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    resumes_at: Moment | None = None
    until: Moment | None = None
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    reason: Reason | None = None
    into: CodeIn | None = None
    with_waiting: bool = True
    title: dict[str, TitleIn] | None = None
    kind: Kind | None = None
    confirmed: Annotated[list[ClashCode], Meta(max_length=200)] = []
    version: SeenVersionIn | None = None


class ClashOut(Struct, frozen=True, kw_only=True):
    """Two sessions that need a room or a person at the same time; `sessions` lacks private ones.

    `code` confirms the clash. `person` is the name by language, for a person.
    """

    code: str
    kind: ClashKind
    room: str
    sessions: list[str]
    person: dict[str, str] | None
    starts_at: datetime
    ends_at: datetime


class PreviewOut(Struct, frozen=True):
    """The keys that a change would write, and the clashes that it would make."""

    keys: list[str]
    clashes: list[ClashOut]
    offset: int


def act_of(session_id: str, body: ProgrammeIn) -> Act:
    """Return the act that a body asks for. Raises InvalidError `field.missing` for a field that the act needs."""
    reason, until = body.reason, body.until
    act: Act
    match body.act:
        case "move":
            act = Move(session=session_id, room=body.room, starts_at=body.starts_at, ends_at=body.ends_at)
        case "delay":
            act = Delay(session=session_id, minutes=body.minutes, until=until, reason=reason)
        case "postpone":
            act = Postpone(session=session_id, until=until, reason=reason)
        case "agree_end":
            act = AgreeEnd(session=session_id, ends_at=required(body.ends_at, "ends_at"))
        case "split":
            ends_at = required(body.ends_at, "ends_at")
            act = Split(
                session=session_id,
                ends_at=ends_at,
                resumes_at=body.resumes_at or ends_at,
                until=until,
                room=body.room,
                with_waiting=body.with_waiting,
            )
        case "merge":
            act = Merge(session=session_id, into=required(body.into, "into"), ends_at=body.ends_at)
        case "add":
            act = Add(
                session=session_id,
                title=required(body.title, "title"),
                kind=required(body.kind, "kind"),
                room=required(body.room, "room"),
                starts_at=required(body.starts_at, "starts_at"),
                ends_at=required(body.ends_at, "ends_at"),
            )
        case "cancel":
            act = Cancel(session=session_id, reason=reason)
        case "retitle":
            act = Retitle(session=session_id, title=required(body.title, "title"))
    return act


def clash_out(clash: Clash) -> ClashOut:
    """Return a clash as others may see it."""
    both = (clash.first, clash.second)
    return ClashOut(
        code=clash.code,
        kind=clash.kind,
        room=clash.second.room,
        sessions=[one.id for one in both if not one.is_private],
        person=None if clash.person is None or any(one.is_private for one in both) else dict(clash.person),
        starts_at=max(one.starts_at for one in both),
        ends_at=min(one.ends_at for one in both),
    )


def required(value: T | None, field: str) -> T:
    """Return a value that an act needs. Raises InvalidError `field.missing` without one."""
    if value is None:
        raise InvalidError("field.missing", {field: "field.missing"})
    return value
