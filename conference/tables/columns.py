"""Columns of an uploaded table by the names of its first row, in any language of the interface. Pure."""

from collections.abc import Collection, Mapping

from msgspec import Struct

from conference.errors import InvalidError
from conference.tables.cells import EMPTY, Cell
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import LINE_LENGTH, presentable


class TableRow(Struct, frozen=True):
    """Row of a table with its number in the file, counted from 1 as spreadsheets do."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether every cell is empty."""
        return all(cell.is_empty for cell in self.cells)


class Columns(Struct, frozen=True):
    """Position of each known column, and the headings that are not known, as typed."""

    positions: Mapping[str, int]
    unknown: tuple[str, ...]

    def cell(self, row: TableRow, name: str) -> Cell:
        """Return the cell of a column; an empty one when the table or the row does not have it."""
        position = self.positions.get(name)
        return row.cells[position] if position is not None and position < len(row.cells) else EMPTY


def match_columns(
    heading: TableRow, known: Mapping[str, Collection[str]], *, required: Collection[str] = ()
) -> Columns:
    """Return the columns of a table. `known` maps each column to its headings in all languages.

    Case, marks, spaces and signs of a heading do not matter. Raises InvalidError `table.column_twice`, and
    `table.column_missing` with the name of the first missing column.
    """
    names = {fold_to_key(text): name for name, texts in known.items() for text in (name, *texts)}
    positions: dict[str, int] = {}
    unknown: list[str] = []
    for position, cell in enumerate(heading.cells):
        text = presentable(cell.text.strip())[:LINE_LENGTH]
        name = names.get(fold_to_key(text)) if text else None
        if name in positions:
            raise InvalidError("table.column_twice", heading=text)
        if name:
            positions[name] = position
        elif text:
            unknown.append(text)
    missing = next((name for name in required if name not in positions), None)
    if missing is not None:
        raise InvalidError("table.column_missing", column=missing)
    return Columns(positions, tuple(unknown))
