"""Cues from an uploaded or pasted table: each row is read, or has problems by column."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from broadcast.scripts.domain.cues import (
    NOTE_LENGTH,
    SPOKEN_LENGTH,
    WHAT_LENGTH,
    WHO_LENGTH,
    Column,
    Cue,
    read_duration,
)
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from conference.tables.cells import Cell, read_cell_line
from conference.tables.columns import Columns, TableRow
from conference.texts.typed_clock import parse_clock
from conference.texts.typed_text import Problem

SPOKEN = tuple(f"spoken_{code}" for code in LANGUAGES)
NOTES = tuple(f"note_{column.value}" for column in Column)
COLUMNS = ("at", "duration", "who", "what", *SPOKEN, *NOTES)
"""Columns of a table, by their codes."""

REQUIRED = ("what",)
_LENGTHS: Mapping[str, int] = {
    "who": WHO_LENGTH,
    "what": WHAT_LENGTH,
    **dict.fromkeys(SPOKEN, SPOKEN_LENGTH),
    **dict.fromkeys(NOTES, NOTE_LENGTH),
}


class CueRow(Struct, frozen=True):
    """A row with its number in the table: its cue, or its problems by column."""

    number: int
    cue: Cue | None
    problems: Mapping[str, Problem] = {}
    what: str = ""


def read_cue_rows(columns: Columns, rows: Sequence[TableRow], new_id: Callable[[], str]) -> tuple[CueRow, ...]:
    """Return the cues of a table. `new_id` gives the identifier of each."""
    return tuple(_read_row(columns, row, new_id) for row in rows)


def _read_row(columns: Columns, row: TableRow, new_id: Callable[[], str]) -> CueRow:
    values: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    for name in COLUMNS:
        values[name], problem = _read_text(columns.cell(row, name), _LENGTHS.get(name, WHO_LENGTH))
        if problem is not None:
            problems[name] = problem
    at = parse_clock(values["at"]) if values["at"] else None
    if values["at"] and at is None:
        problems.setdefault("at", Problem("field.not_time"))
    seconds = 0
    try:
        seconds = read_duration(values["duration"])
    except InvalidError as error:
        problems.setdefault("duration", Problem(error.code))
    if not values["what"]:
        problems.setdefault("what", Problem("field.missing"))
    if problems:
        return CueRow(row.number, None, problems, values["what"][:WHO_LENGTH])
    cue = Cue(
        id=new_id(),
        what=values["what"],
        at=at,
        seconds=seconds,
        who=values["who"],
        spoken=_chosen_values(values, SPOKEN, "spoken_"),
        notes=_chosen_values(values, NOTES, "note_"),
    )
    return CueRow(row.number, cue, {}, cue.what)


def _read_text(cell: Cell, most: int) -> tuple[str, Problem | None]:
    """Return the cleaned text of a cell. A text that begins with a dash is a list, not a formula."""
    text, problem = read_cell_line(cell, most=most)
    is_dash = problem is not None and problem.code == "table.formula" and text.startswith("-") and not cell.is_formula
    return text, None if is_dash else problem


def _chosen_values(values: Mapping[str, str], names: Sequence[str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): values[name] for name in names if values[name]}
