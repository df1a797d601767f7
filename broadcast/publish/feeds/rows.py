"""The programme as rows for other programs: JSON and CSV."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from broadcast.board.domain.shown import ShownSession
from broadcast.publish.feeds.entries import EntryMaker
from broadcast.publish.feeds.selection import Selection
from conference.spreadsheets import csv_of_structs
from conference.texts.dates import format_date, local_date


class ProgrammeRow(Struct, frozen=True, kw_only=True):
    """One session. `starts_at` and `ends_at` are the hours as announced now, those `planned_…` the planned ones.

    `language` is that of the title; `day_name`, that of the day of `starts_at`, `phase_name`, `kind_name`, `reason` and
    `changes` are texts for readers.
    """

    id: str
    title: str
    language: str
    kind: str
    kind_name: str
    room: str
    room_name: str
    starts_at: datetime
    ends_at: datetime
    day_name: str
    planned_starts_at: datetime
    planned_ends_at: datetime
    assumed: bool
    phase: str
    phase_name: str
    reason: str
    changes: tuple[str, ...]
    changed_at: datetime
    address: str


class ProgrammeFile(Struct, frozen=True, kw_only=True):
    """The programme in one language. `timezone` is the IANA name of the venue's; all times have their offset."""

    event: str
    language: str
    timezone: str
    sessions: tuple[ProgrammeRow, ...]


def list_rows(maker: EntryMaker, selection: Selection, *, site: str, now: datetime) -> tuple[ProgrammeRow, ...]:
    """Return the rows of the selected sessions. `site` is the address of the site in the language of the board.

    Raises: NotFoundError: the event has no such day, room, session or kind.
    """
    selection.check(maker.board, maker.history, now)
    return tuple(_make_row(maker, one, site) for one in selection.list_shown(maker.board))


def write_json(maker: EntryMaker, rows: tuple[ProgrammeRow, ...]) -> bytes:
    """Return the programme as JSON."""
    name = maker.board.event.name if maker.board.event else ""
    return msgspec.json.encode(
        ProgrammeFile(event=name, language=maker.code, timezone=str(maker.board.zone), sessions=rows)
    )


def write_csv(rows: Iterable[ProgrammeRow]) -> bytes:
    """Return the rows as CSV under the names of their fields, without cells that a spreadsheet computes."""
    return csv_of_structs(ProgrammeRow, rows)


def _make_row(maker: EntryMaker, session: ShownSession, site: str) -> ProgrammeRow:
    record, zone = maker.history.sessions[session.id], maker.board.zone
    return ProgrammeRow(
        id=session.id,
        title=session.title,
        language=session.language,
        kind=session.kind,
        kind_name=session.kind_label,
        room=session.room,
        room_name=session.room_name,
        starts_at=record.starts_at.astimezone(zone),
        ends_at=record.ends_at.astimezone(zone),
        day_name=format_date(maker.code, local_date(record.starts_at, zone), year=False, weekday=True),
        planned_starts_at=session.starts_at.astimezone(zone),
        planned_ends_at=session.ends_at.astimezone(zone),
        assumed=session.assumed,
        phase=session.phase,
        phase_name=session.phase_label,
        reason=session.reason or "",
        changes=tuple(change.text for change in session.changes),
        changed_at=record.changed_at.astimezone(zone),
        address=f"{site}/sessions/{session.id}",
    )
