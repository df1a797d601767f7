"""Reading of a watch-list from the rows of a table: every row is checked, and none is taken if one is refused. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from accreditation.watch_list.domain.entries import WatchEntry
from conference.tables.cells import read_cell_day, read_cell_line
from conference.tables.columns import Columns, TableRow, match_columns
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import Problem

COLUMNS = ("name", "aliases", "birth_date", "country", "number", "remark")
MAX_ENTRIES = 10_000
MAX_ALIASES = 20

_MAX_REMARK = 500

Issuers = Mapping[str, Collection[str]]
"""Country (ISO 3166-1 alpha-2) → its codes in passports (ICAO 9303)."""


class RowProblem(NamedTuple):
    """A refused cell: the number of its row in the file, the column, and why."""

    row: int
    column: str
    problem: Problem


class ReadList(Struct, frozen=True):
    """The entries of a table, each once, the refused cells, and headings that are not known."""

    entries: tuple[WatchEntry, ...]
    problems: tuple[RowProblem, ...]
    unknown: tuple[str, ...]


def read_watch_list(
    heading: TableRow,
    rows: Sequence[TableRow],
    headings: Mapping[str, Collection[str]],
    issuers: Issuers,
) -> ReadList:
    """Return the entries of a table; `headings` maps each column to its headings in all languages.

    Raises InvalidError `table.column_missing` without names, `table.column_twice`.
    """
    columns = match_columns(heading, headings, required=("name",))
    problems: list[RowProblem] = []
    entries = [_read_entry(columns, row, issuers, problems) for row in rows]
    return ReadList(tuple(dict.fromkeys(entries)), tuple(problems), columns.unknown)


def _read_entry(columns: Columns, row: TableRow, issuers: Issuers, problems: list[RowProblem]) -> WatchEntry:
    def read_text(column: str, most: int = 200) -> str:
        text, problem = read_cell_line(columns.cell(row, column), most=most)
        if problem is not None:
            problems.append(RowProblem(row.number, column, problem))
        return text

    name, country = read_text("name"), read_text("country").upper()
    if not fold_to_key(name):
        problems.append(RowProblem(row.number, "name", Problem("watch_list.name_missing")))
    if country and country not in issuers:
        problems.append(RowProblem(row.number, "country", Problem("watch_list.country_invalid")))
    birth_date, problem = read_cell_day(columns.cell(row, "birth_date"))
    if problem is not None:
        problems.append(RowProblem(row.number, "birth_date", problem))
    aliases = tuple(filter(fold_to_key, (alias.strip() for alias in read_text("aliases", 2000).split("|"))))
    if len(aliases) > MAX_ALIASES:
        problem = Problem("watch_list.too_many_aliases", {"most": MAX_ALIASES})
        problems.append(RowProblem(row.number, "aliases", problem))
    number, remark = read_text("number", 40), read_text("remark", _MAX_REMARK)
    if number and not country:
        problems.append(RowProblem(row.number, "country", Problem("watch_list.country_missing")))
    return WatchEntry(name, aliases, birth_date, country, number, tuple(issuers.get(country, ())), remark)
