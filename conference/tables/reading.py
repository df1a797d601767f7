"""Uploaded or pasted table of any supported format as rows, within limits. Blocks."""

from collections.abc import Iterator
from itertools import islice

from conference.errors import InvalidError
from conference.tables.columns import TableRow
from conference.tables.delimited import decode_table, read_delimited
from conference.tables.workbooks import read_workbook

MAX_TABLE_BYTES = 2 * 1024 * 1024
"""Bytes of an uploaded table."""

MAX_COLUMNS = 60

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of workbooks of Excel 97–2003, and of those with a password."""

_OTHER_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<!DOCTYPE", b"<html", b"GIF8")
_MEGABYTE = 1024 * 1024


def read_table(content: bytes, *, language: str, most_rows: int) -> tuple[TableRow, tuple[TableRow, ...]]:
    """Return the headings and the rows of a table that are not empty.

    The format is recognised by the content, not by a file's name. `language` is the reader's, by which an older
    encoding is known.

    Raises InvalidError: `table.empty`, `table.too_large`, `table.too_many_rows`, `table.too_many_columns`,
    `table.old_format`, `table.unknown_format`, `table.encoding`, `table.macros`, `table.unpacks`, `table.broken`.
    """
    if len(content) > MAX_TABLE_BYTES:
        raise InvalidError("table.too_large", megabytes=MAX_TABLE_BYTES // _MEGABYTE)
    return _collect_rows(_find_rows(content, language), most_rows)


def read_pasted_table(text: str, *, most_rows: int) -> tuple[TableRow, tuple[TableRow, ...]]:
    """Return the headings and rows of a pasted table. Raises as `read_table`."""
    return _collect_rows(read_delimited(text), most_rows)


def _find_rows(content: bytes, language: str) -> Iterator[TableRow]:
    if content.startswith(_ZIP):
        return read_workbook(content)
    if content.startswith(_OLE):
        raise InvalidError("table.old_format")
    if content.lstrip()[:16].startswith(_OTHER_FORMATS):
        raise InvalidError("table.unknown_format")
    return read_delimited(decode_table(content, language=language))


def _collect_rows(rows: Iterator[TableRow], most: int) -> tuple[TableRow, tuple[TableRow, ...]]:
    filled = (row for row in rows if not row.is_empty)
    found = list(islice(filled, most + 2))
    if len(found) > most + 1:
        raise InvalidError("table.too_many_rows", most=most)
    if any(not cell.is_empty for row in found for cell in row.cells[MAX_COLUMNS:]):
        raise InvalidError("table.too_many_columns", most=MAX_COLUMNS)
    if len(found) <= 1:
        raise InvalidError("table.empty")
    return found[0], tuple(found[1:])
