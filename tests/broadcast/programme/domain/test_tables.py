"""A programme as a table: rows that are read, rows that are refused by name, and what the board makes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from broadcast.board.domain.sessions import Phase, Session
from broadcast.programme.domain.tables import (
    COLUMNS,
    PlannedRow,
    ReadProgramme,
    TableRules,
    apply_rows,
    read_rows,
    rows_of,
)
from conference.event.kinds import KINDS
from conference.languages import LANGUAGES
from conference.tables.cells import Cell
from conference.tables.columns import Columns, TableRow
from tests.broadcast.programme.domain.test_acts import ROOMS, view
from tests.support.board_samples import HANOI, session

RULES = TableRules(rooms=ROOMS, kinds=KINDS, languages=("en", "fr"), zone=HANOI)
NAMES = (*COLUMNS, "title.en", "title.fr")


def read(*rows: tuple[Cell | str, ...], rules: TableRules = RULES) -> ReadProgramme:
    columns = Columns({name: number for number, name in enumerate(NAMES)}, ())
    cells = [tuple(one if isinstance(one, Cell) else Cell(one) for one in row) for row in rows]
    return read_rows(columns, [TableRow(number, row) for number, row in enumerate(cells, 2)], rules)


GOOD: tuple[Cell | str, ...] = (
    "talk",
    Cell("2025-10-25", day=date(2025, 10, 25)),
    "09:00",
    "10:30",
    "Hall 1 (fr)",
    "Group photo",
    "Talk",
    "",
)


def test_row_is_read_with_names_of_rooms_and_kinds() -> None:
    (row,) = read(GOOD).rows
    assert (row.row, row.id, row.plan.room, row.plan.kind) == (2, "talk", "hall1", "photo_opportunity")
    assert row.plan.starts_at == datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
    assert row.plan.title == {"en": "Talk"}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("day", "", "programme.cell_empty"),
        ("day", "45955", "programme.cell_serial"),
        ("day", "31/02/2025", "table.not_day"),
        ("start", "25:61", "field.not_time"),
        ("start", "", "programme.cell_empty"),
        ("end", "08:00", "programme.end_before_start"),
        ("room", "Nowhere", "programme.room_to_add"),
        ("kind", "dance", "programme.unknown_kind"),
        ("id", "two words", "field.invalid"),
        ("title.en", Cell("=A1", is_formula=True), "table.formula"),
    ],
)
def test_cell_is_refused_by_row_and_column(column: str, cell: Cell | str, code: str) -> None:
    bad: tuple[Cell | str, ...] = tuple(
        cell if name == column else value for name, value in zip(NAMES, GOOD, strict=True)
    )
    found = read(GOOD, bad)
    assert [row.row for row in found.rows] == [2]
    assert (3, column, code) in [(one.row, one.column, one.problem.code) for one in found.problems]


@pytest.mark.parametrize("text", ["14:30", "2025-10-25 14:30", "0.604166666666667"])
def test_time_is_read_as_typed_and_as_excel_stores_it(text: str) -> None:
    (row,) = read((*GOOD[:2], text, "15:00", *GOOD[4:])).rows
    assert row.plan.starts_at == datetime(2025, 10, 25, 7, 30, tzinfo=UTC)


def test_hour_that_summer_time_skips_is_refused() -> None:
    paris = replace(RULES, zone=ZoneInfo("Europe/Paris"))
    (problem,) = read(("talk", "2026-03-29", "02:30", "04:00", *GOOD[4:]), rules=paris).problems
    assert (problem.row, problem.column, problem.problem.code) == (2, "start", "programme.skipped_time")


def test_identifier_that_comes_twice_is_refused() -> None:
    assert [one.problem.code for one in read(GOOD, GOOD).problems] == ["programme.row_twice"]


def test_exported_rows_are_read_as_the_same_sessions() -> None:
    rules = TableRules(rooms=ROOMS, kinds=KINDS, languages=LANGUAGES, zone=HANOI)
    columns = Columns({n: i for i, n in enumerate((*COLUMNS, *(f"title.{code}" for code in LANGUAGES)))}, ())
    cells = tuple(Cell(text) for text in rows_of([session()], rules)[0])
    read_again = read_rows(columns, [TableRow(2, cells)], rules)
    assert apply_rows(read_again.rows, view(session())) == ({}, ())


def test_rows_change_add_and_respect_what_has_begun() -> None:
    (row,) = read(GOOD).rows
    added = PlannedRow(row=5, id="", plan=row.plan)
    states, problems = apply_rows([row, added], view(session("talk"), session("item-1")))
    changed, new = states["session/talk"], states["session/item-2"]
    assert isinstance(changed, Session)
    assert isinstance(new, Session)
    assert (changed.planned is not None, new.added, problems) == (True, True, ())
    running = view(session("talk", phase=Phase.IN_SESSION, starts_at=datetime(2025, 10, 24, tzinfo=UTC)))
    assert [one.problem.code for one in apply_rows([row], running)[1]] == ["programme.has_begun"]
    over = view(session("talk", phase=Phase.ADJOURNED))
    assert [one.problem.code for one in apply_rows([row], over)[1]] == ["programme.is_over"]
