"""Cell of an uploaded table, and its text or day. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from conference.texts.typed_text import LINE_LENGTH, Problem, read_line, western_digits

_FORMULA_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\t\r")
"""Signs with which a cell begins that a spreadsheet computes (OWASP, CSV injection)."""

_NUMBER = re.compile(r"[+\-\uff0b\uff0d]?[0-9][0-9 ().,/\-]*")
"""Telephone numbers and numbers, which begin with a sign and are no formulas."""

_ISO_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as typed, the day of a date cell of a workbook, and whether it computes or failed to."""

    text: str = ""
    day: date | None = None
    is_formula: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the cell has nothing but spaces."""
        return not self.text.strip() and not self.is_formula


EMPTY = Cell()


def read_cell_line(cell: Cell, *, most: int = LINE_LENGTH) -> tuple[str, Problem | None]:
    """Return the text of a cell as a cleaned line, and the problem for which it is refused, if any.

    A formula is refused (`table.formula`): its text would be computed by the next spreadsheet that shows it.
    """
    text, problem = read_line(cell.text, most=most)
    if cell.is_formula or (problem is None and _is_computed(text)):
        return text, Problem("table.formula")
    return text, problem


def read_cell_day(cell: Cell) -> tuple[date | None, Problem | None]:
    """Return the day of a cell: a date of a workbook, `2025-10-25`, or day, month and year in this order.

    None for an empty cell. Problems: those of `read_cell_line`, `table.not_day` for 31/02 and for other texts.
    """
    if cell.day is not None:
        return cell.day, None
    text, problem = read_cell_line(cell)
    if problem or not text:
        return None, problem
    typed = western_digits(text)
    iso, day_first = _ISO_DAY.fullmatch(typed), _DAY_FIRST.fullmatch(typed)
    numbers = [int(part) for part in iso.groups()] if iso else []
    numbers = numbers or ([int(part) for part in reversed(day_first.groups())] if day_first else [])
    try:
        return date(*numbers), None
    except (TypeError, ValueError):
        return None, Problem("table.not_day", {"text": text[:40]})


def _is_computed(text: str) -> bool:
    return bool(text) and text[0] in _FORMULA_SIGNS and not _NUMBER.fullmatch(western_digits(text))
