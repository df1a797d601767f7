"""Tables for spreadsheets: CSV without cells that a spreadsheet computes, and XLSX."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

_FORMULA = re.compile(r"(?:(?<=[,;|\t\r\n])|^)([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""The place before a formula at the beginning of a cell, for every separator that a spreadsheet may open the file with.

A spreadsheet computes what begins with these signs, also in their full-width forms and after spaces (OWASP, CSV
injection).
"""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NARROWEST_COLUMN = 16
"""Width of a column in characters."""


def csv_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows separated by commas (RFC 4180), in UTF-8 with the byte order mark by which spreadsheets know it."""
    return codecs.BOM_UTF8 + csv_rows([headings]) + csv_rows(rows)


def csv_of_structs(kind: type[Struct], rows: Iterable[Struct]) -> bytes:
    """Return rows of one kind as such a table under the names of its fields.

    Values are written as JSON has them, without quotation marks: None is an empty cell, a list one line for each item.
    """
    fields = kind.__struct_fields__
    return csv_table(fields, ([_write_cell(getattr(one, field)) for field in fields] for one in rows))


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return further rows of such a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_without_formulas(cell) for cell in row])
    return out.getvalue().encode()


def _write_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return str(msgspec.to_builtins(value))
        case tuple() | list():
            return "\n".join(map(str, value))
    return str(value)


def xlsx_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, right_to_left: bool) -> bytes:
    """Return a workbook of one sheet, whose cells are texts. Blocks. `title` names the sheet.

    Rows go to a temporary file as they are written; where none can be made, as on a full disk, they stay in memory.
    """
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415 - as in `WorkbookWriter`

    try:
        return _write_workbook(title, headings, rows, {"constant_memory": True}, right_to_left=right_to_left)
    except (OSError, XlsxWriterException):
        return _write_workbook(title, headings, rows, {"in_memory": True}, right_to_left=right_to_left)


def _write_workbook(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    options: Mapping[str, bool],
    *,
    right_to_left: bool,
) -> bytes:
    workbook = WorkbookWriter(title, headings, options, right_to_left=right_to_left)
    workbook.add_rows(rows)
    return workbook.finish()


class WorkbookWriter:
    """Workbook of one sheet whose rows arrive in parts; its cells are texts. Every method blocks.

    `options` are those of XlsxWriter: with `in_memory` no row is written to a file.
    """

    def __init__(
        self, title: str, headings: Sequence[str], options: Mapping[str, bool], *, right_to_left: bool
    ) -> None:
        from xlsxwriter import Workbook  # noqa: PLC0415 - 3 MB, which a server needs only once it writes a workbook

        self._out = io.BytesIO()
        self._workbook = Workbook(self._out, {**options})
        self._sheet = self._workbook.add_worksheet(_sheet_name(title))
        if right_to_left:
            self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            self._sheet.set_column(column, column, max(_NARROWEST_COLUMN, len(heading) + 4))
        self._formats = [self._workbook.add_format({"bold": bold, "num_format": "@"}) for bold in (True, False)]
        self._rows = 0
        self.add_rows([headings])

    def add_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Add further rows."""
        for row in rows:
            for column, cell in enumerate(row):
                self._sheet.write_string(self._rows, column, _CONTROL.sub("", cell), self._formats[min(self._rows, 1)])
            self._rows += 1

    def finish(self) -> bytes:
        """Close the workbook and return it."""
        self._workbook.close()
        return self._out.getvalue()


def _without_formulas(cell: str) -> str:
    """Return the cell with an apostrophe before each formula."""
    return _FORMULA.sub(r"\1'", _CONTROL.sub("", cell))


def _sheet_name(title: str) -> str:
    r"""Return the title without `[]:*?/\` and the apostrophes that a name may not begin or end with, 31 characters."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip(" '") or "Table"
