"""JSON of rehearsals and of the debrief list in the API (docs/api.md)."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broadcast.rehearsal.domain.notes import LONGEST_OWNER, LONGEST_TEXT, DebriefItem, Note
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.domain.timing import MAX_RATE, MIN_RATE
from conference.api.answers import CodeIn, SeenVersionIn

Moment = Annotated[datetime, Meta(tz=True)]
TextIn = Annotated[str, Meta(max_length=LONGEST_TEXT)]
OwnerIn = Annotated[str, Meta(max_length=LONGEST_OWNER)]


class RehearsalOut(Struct, frozen=True, kw_only=True):
    """A rehearsal: its day, the time that its clock shows now, its rate, and the token of its screens while it runs.

    `speed` is how many of its seconds pass in a second now: the rate, or 0 while its clock is stopped.
    """

    id: str
    day: date
    shown_at: datetime
    rate: int
    speed: int
    started_at: datetime
    ended_at: datetime | None
    token: str


class RehearsalIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on the rehearsal. `day` is for `start`, `at` for `start`, `set`, `reset`; `rate` for `start`, `rate`."""

    act: Literal["start", "rate", "pause", "resume", "set", "reset", "end"]
    day: date | None = None
    at: Moment | None = None
    rate: Annotated[int, Meta(ge=MIN_RATE, le=MAX_RATE)] = MIN_RATE


class NoteOut(Struct, frozen=True, kw_only=True):
    """A note, with the time that the rehearsal showed and the real one."""

    id: str
    session: str
    cue: str
    text: str
    written_by: str
    shown_at: datetime
    written_at: datetime


class NotesOut(Struct, frozen=True):
    """The notes of a rehearsal."""

    notes: list[NoteOut]


class NoteIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note on a session, on a cue of its script, or without both on the whole rehearsal."""

    text: TextIn
    session: CodeIn = ""
    cue: CodeIn = ""


class ItemOut(Struct, frozen=True, kw_only=True):
    """An item of the debrief list; `done_at` is null while it is open."""

    id: str
    note: str
    text: str
    owner: str
    deadline: date | None
    done_at: datetime | None
    done_by: str
    version: int


class DebriefOut(Struct, frozen=True):
    """The debrief list."""

    items: list[ItemOut]


class ItemIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on the debrief list. `item` and `version` are for all but `add`, the texts for `add` and `change`."""

    act: Literal["add", "change", "done", "reopen"]
    item: CodeIn = ""
    version: SeenVersionIn | None = None
    note: CodeIn = ""
    text: TextIn = ""
    owner: OwnerIn = ""
    deadline: date | None = None


def rehearsal_out(rehearsal: Rehearsal, *, now: datetime, token: str) -> RehearsalOut:
    """Return a rehearsal as JSON."""
    pace = rehearsal.pace
    return RehearsalOut(
        id=rehearsal.id,
        day=rehearsal.day,
        shown_at=pace.time_at(rehearsal.ended_at or now),
        rate=pace.rate,
        speed=pace.speed if rehearsal.is_running else 0,
        started_at=rehearsal.started_at,
        ended_at=rehearsal.ended_at,
        token=token,
    )


def note_out(note: Note) -> NoteOut:
    """Return a note as JSON."""
    return NoteOut(
        id=note.id,
        session=note.session_id,
        cue=note.cue_id,
        text=note.text,
        written_by=note.written_by_name,
        shown_at=note.shown_at,
        written_at=note.written_at,
    )


def item_out(item: DebriefItem) -> ItemOut:
    """Return an item as JSON."""
    return ItemOut(
        id=item.id,
        note=item.note_id,
        text=item.text,
        owner=item.owner,
        deadline=item.deadline,
        done_at=item.done_at,
        done_by=item.done_by_name,
        version=item.version,
    )
