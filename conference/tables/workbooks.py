"""First sheet of an XLSX workbook as rows of cells. Blocks; a hostile file costs at most the limits below."""

import io
import math
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile

from conference.errors import InvalidError
from conference.tables.cells import EMPTY, Cell
from conference.tables.columns import TableRow
from conference.tables.delimited import MAX_CELL_CHARACTERS

MAX_UNPACKED_BYTES = 16 * 1024 * 1024
"""Bytes of a workbook's parts together, as its directory declares them: no part unpacks to more than that."""

MAX_PARTS = 200
MAX_SCANNED_ROWS = 20_000
"""Rows of a sheet that are looked at, empty ones included."""

_WORKBOOK = "xl/workbook.xml"
_FORMULA, _FAILED = "f", "e"


def read_workbook(content: bytes) -> Iterator[TableRow]:
    """Yield the rows of the first visible sheet.

    Raises InvalidError: `table.unknown_format`, `table.macros`, `table.unpacks`, `table.broken`, and
    `table.too_many_rows` for a sheet whose last row is after `MAX_SCANNED_ROWS`.
    """
    _check_parts(content)
    from openpyxl import load_workbook  # noqa: PLC0415 - 20 MB, which a server needs only for an uploaded workbook

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise InvalidError("table.empty")
        sheets[0].reset_dimensions()
        yield from _read_rows(sheets[0])
    except InvalidError:
        raise
    except Exception as error:  # the library raises many types for a malformed file
        raise InvalidError("table.broken") from error


def _check_parts(content: bytes) -> None:
    """Check the directory of the archive before any part is unpacked."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InvalidError("table.broken") from error
    names = {part.filename for part in parts}
    if _WORKBOOK not in names:
        raise InvalidError("table.unknown_format")
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise InvalidError("table.macros")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise InvalidError("table.unpacks")


def _read_rows(sheet: Any) -> Iterator[TableRow]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > MAX_SCANNED_ROWS:
            raise InvalidError("table.too_many_rows", most=MAX_SCANNED_ROWS)
        yield TableRow(number, tuple(_read_cell(cell) for cell in cells))


def _read_cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type in (_FORMULA, _FAILED):
        return Cell(str(value)[:MAX_CELL_CHARACTERS], is_formula=True)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        has_time = isinstance(value, datetime) and value.time() != time.min
        return Cell(f"{value:%Y-%m-%d %H:%M}" if has_time else day.isoformat(), day=day)
    if isinstance(value, time):
        return Cell(value.isoformat("minutes"))
    if isinstance(value, float):
        return Cell(str(int(value)) if math.isfinite(value) and value.is_integer() else repr(value))
    return Cell(str(value)[:MAX_CELL_CHARACTERS])
