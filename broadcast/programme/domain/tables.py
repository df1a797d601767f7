"""A programme as a table: rows of sessions in, with a report by row, and rows out."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from broadcast.board.domain.board import Room, State, session_key
from broadcast.board.domain.sessions import Phase, Plan, Session, change_plan, plan_of
from broadcast.programme.domain.acts import LONGEST, LONGEST_TITLE, ProgrammeView, with_rooms
from conference.tables.cells import Cell, read_cell_day, read_cell_line
from conference.tables.columns import Columns, TableRow
from conference.texts.folding import fold_to_key
from conference.texts.typed_clock import parse_clock
from conference.texts.typed_text import Problem

MOST_ROWS = 600
"""Most sessions of one table."""

COLUMNS = ("id", "day", "start", "end", "room", "kind")
"""Columns besides `title.<language>`. A table needs all but `id` and `kind`, and one title."""

REQUIRED = ("day", "start", "end", "room")
USUAL_KIND = "side_event"
OTHER_NAMES: Mapping[str, str] = {
    "banquet": "state_banquet",
    "group_photo": "photo_opportunity",
    "bilateral": "bilateral_meeting",
    "meeting": "plenary",
}
"""Names of kinds in other systems."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,47}")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_DAY_PART = re.compile(r"0?\.[0-9]+")
_DAY_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?")


class RowProblem(Struct, frozen=True, kw_only=True):
    """Why a row is refused: its number in the file, its column, and the problem."""

    row: int
    column: str
    problem: Problem


class PlannedRow(Struct, frozen=True, kw_only=True):
    """A session of a table with its number in the file; `id` is "" for one that is to be added."""

    row: int
    id: str
    plan: Plan


class ReadProgramme(Struct, frozen=True, kw_only=True):
    """The rows of a table that can be read, and the problems of the others."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRules:
    """What a table may name: rooms, kinds, the languages of titles, and the venue's zone."""

    rooms: Sequence[Room]
    kinds: Collection[str]
    languages: Sequence[str]
    zone: ZoneInfo


def read_rows(columns: Columns, rows: Iterable[TableRow], rules: TableRules) -> ReadProgramme:
    """Return the sessions of a table. A cell that cannot be read is a problem of its row; no row is guessed."""
    rooms = {fold_to_key(text): room.id for room in rules.rooms for text in (room.id, *room.name.values())}
    found: list[PlannedRow] = []
    problems: list[RowProblem] = []
    ids: set[str] = set()
    for row in rows:
        reader = _RowReader(columns, row, rules, rooms)
        planned = reader.read()
        if planned is not None and planned.id and planned.id in ids:
            reader.refuse("id", Problem("programme.row_twice"))
        elif planned is not None:
            ids.add(planned.id)
            found.append(planned)
        problems += reader.problems
    return ReadProgramme(rows=tuple(found), problems=tuple(problems))


class _RowReader:
    """Reads the cells of one row and collects their problems."""

    def __init__(self, columns: Columns, row: TableRow, rules: TableRules, rooms: Mapping[str, str]) -> None:
        self._columns, self._row, self._rules, self._rooms = columns, row, rules, rooms
        self.problems: list[RowProblem] = []

    def refuse(self, column: str, problem: Problem) -> None:
        self.problems.append(RowProblem(row=self._row.number, column=column, problem=problem))

    def read(self) -> PlannedRow | None:
        """Return the session, or None if a cell was refused."""
        session_id, title = self._read_text("id"), self._read_title()
        if session_id and _ID.fullmatch(session_id) is None:
            self.refuse("id", Problem("field.invalid"))
        room, kind = self._read_room(), self._read_kind()
        day = self._read_day()
        start, end = self._read_clock("start"), self._read_clock("end")
        if self.problems or day is None or start is None or end is None:
            return None
        starts_at, ends_at = self._moment_of(day, start, "start"), self._moment_of(day, end, "end")
        if starts_at is None or ends_at is None:
            return None
        if ends_at <= starts_at or ends_at - starts_at > LONGEST:
            self.refuse("end", Problem("programme.end_before_start"))
            return None
        plan = Plan(title=title, kind=kind, room=room, starts_at=starts_at, ends_at=ends_at)
        return PlannedRow(row=self._row.number, id=session_id, plan=plan)

    def _find_cell(self, column: str) -> Cell:
        return self._columns.cell(self._row, column)

    def _read_text(self, column: str, *, most: int = 200) -> str:
        text, problem = read_cell_line(self._find_cell(column), most=most)
        if problem is not None:
            self.refuse(column, problem)
        return text

    def _read_title(self) -> dict[str, str]:
        """Return the title in the languages that have one."""
        given = {code: self._read_text(f"title.{code}", most=LONGEST_TITLE) for code in self._rules.languages}
        title = {code: text for code, text in given.items() if text}
        if not title:
            self.refuse("title", Problem("programme.cell_empty"))
        return title

    def _read_room(self) -> str:
        text = self._read_text("room")
        if not text:
            self.refuse("room", Problem("programme.cell_empty"))
        elif fold_to_key(text) not in self._rooms:
            self.refuse("room", Problem("programme.room_to_add", {"room": text}))
        return self._rooms.get(fold_to_key(text), "") if text else ""

    def _read_kind(self) -> str:
        typed = self._read_text("kind").strip().lower().replace(" ", "_")
        kind = OTHER_NAMES.get(typed, typed or USUAL_KIND)
        if kind not in self._rules.kinds:
            self.refuse("kind", Problem("programme.unknown_kind"))
        return kind

    def _read_day(self) -> date | None:
        cell = self._find_cell("day")
        if cell.is_empty:
            self.refuse("day", Problem("programme.cell_empty"))
            return None
        if cell.day is None and _SERIAL.fullmatch(cell.text.strip()):
            self.refuse("day", Problem("programme.cell_serial"))
            return None
        day, problem = read_cell_day(cell)
        if problem is not None:
            self.refuse("day", problem)
        return day

    def _read_clock(self, column: str) -> time | None:
        cell = self._find_cell(column)
        text, problem = read_cell_line(cell)
        if problem is not None or not text:
            self.refuse(column, problem or Problem("programme.cell_empty"))
            return None
        clock = _clock_of(text)
        if clock is None:
            self.refuse(column, Problem("field.not_time"))
        return clock

    def _moment_of(self, day: date, clock: time, column: str) -> datetime | None:
        local = datetime.combine(day, clock, self._rules.zone)
        at = local.astimezone(UTC)
        if at.astimezone(self._rules.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self.refuse(column, Problem("programme.skipped_time"))
            return None
        return at


def _clock_of(text: str) -> time | None:
    """Return the time of a cell: 14:30, a day with a time, or a part of a day as Excel stores it."""
    if (dated := _DAY_AND_TIME.fullmatch(text)) is not None:
        return time.fromisoformat(dated[1])
    if _DAY_PART.fullmatch(text):
        minutes = round(float(text) * 24 * 60)
        return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None
    return parse_clock(text)


def apply_rows(rows: Sequence[PlannedRow], view: ProgrammeView) -> tuple[dict[str, State], tuple[RowProblem, ...]]:
    """Return the states that the rows change or add, and the problems of rows that the board refuses.

    A session that has begun keeps its start; one that is over is not changed. Sessions that no row names stay.
    """
    states: dict[str, State] = {}
    problems: list[RowProblem] = []
    taken = set(view.taken)
    for row in rows:
        session = view.board.get(session_key(row.id)) if row.id else None
        if isinstance(session, Session):
            plan = _with_present_title(row.plan, session)
            if plan == plan_of(session):
                continue
            has_begun = session.phase in (Phase.IN_SESSION, Phase.SUSPENDED)
            if session.phase in (Phase.ADJOURNED, Phase.CANCELLED):
                problems.append(RowProblem(row=row.row, column="id", problem=Problem("programme.is_over")))
            elif has_begun and plan.starts_at != session.starts_at:
                problems.append(RowProblem(row=row.row, column="start", problem=Problem("programme.has_begun")))
            else:
                states[session_key(row.id)] = change_plan(session, plan)
            continue
        session_id = row.id or _free_id(taken)
        taken.add(session_key(session_id))
        states[session_key(session_id)] = Session(
            id=session_id,
            title=row.plan.title,
            kind=row.plan.kind,
            room=row.plan.room,
            starts_at=row.plan.starts_at,
            ends_at=row.plan.ends_at,
            added=True,
        )
    return with_rooms(states, view), tuple(problems)


def rows_of(sessions: Iterable[Session], rules: TableRules) -> list[list[str]]:
    """Return the rows of sessions in the order of COLUMNS and titles, as `read_rows` reads them."""
    rows = []
    for one in sorted(sessions, key=lambda one: (one.starts_at, one.order, one.id)):
        start, end = one.starts_at.astimezone(rules.zone), one.ends_at.astimezone(rules.zone)
        titles = [one.title.get(code, "") for code in rules.languages]
        hours = [f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}"]
        rows.append([one.id, *hours, one.room, one.kind, *titles])
    return rows


def _with_present_title(plan: Plan, session: Session) -> Plan:
    """Return the plan with the session's own wording where the table has none, or differs in spaces alone."""
    own = session.title
    changed = {code: text for code, text in plan.title.items() if own.get(code, "").split() != text.split()}
    return replace(plan, title={**own, **changed})


def _free_id(taken: set[str]) -> str:
    return next(one for number in range(1, 100_000) if session_key(one := f"item-{number}") not in taken)
