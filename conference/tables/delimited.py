"""Tables as text (CSV, pasted cells): encoding, separator and cells. Pure."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping

from conference.errors import InvalidError
from conference.tables.cells import Cell
from conference.tables.columns import TableRow

SEPARATORS = ("\t", ";", ",", "|")
"""Separators in the order of preference: pasted cells, spreadsheets with a decimal comma, RFC 4180, others."""

LEGACY_ENCODINGS: Mapping[str, str] = {
    "ar": "cp1256",
    "zh": "gb18030",
    "en": "cp1252",
    "fr": "cp1252",
    "ru": "cp1251",
    "es": "cp1252",
    "vi": "cp1258",
}
"""Encoding of the CSV files that spreadsheets of this language write without a byte order mark, if not UTF-8."""

MAX_CELL_CHARACTERS = 4_000
"""Characters of a cell that are read; a longer one is cut, and too long for every field."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NULS_OF_WIDE_TEXT = 0.2
"""Share of NUL bytes from which a text is UTF-16 without its mark."""


def decode_table(content: bytes, *, language: str) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, or in the older encoding of the language.

    Raises InvalidError `table.encoding`.
    """
    mark, encoding = next(((m, e) for m, e in _BYTE_ORDER_MARKS if content.startswith(m)), (b"", ""))
    if not mark and content and content.count(0) / len(content) > _NULS_OF_WIDE_TEXT:
        raise InvalidError("table.encoding")
    for candidate in [encoding] if encoding else ["utf-8", LEGACY_ENCODINGS.get(language, "cp1252")]:
        try:
            return content[len(mark) :].decode(candidate)
        except UnicodeDecodeError:
            continue
    raise InvalidError("table.encoding")


def read_delimited(text: str) -> Iterator[TableRow]:
    """Yield the rows of a delimited text. Raises InvalidError `table.broken` for quotes without an end."""
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    declared = first.strip().removeprefix("sep=") if first.startswith("sep=") else ""
    separator = declared if declared in SEPARATORS else find_separator(text)
    reader = csv.reader(io.StringIO(rest if declared else text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 2 if declared else 1):
            yield TableRow(number, tuple(Cell(cell[:MAX_CELL_CHARACTERS]) for cell in cells))
    except csv.Error as error:
        raise InvalidError("table.broken") from error


def find_separator(text: str) -> str:
    """Return the separator that gives the first row the most cells; a comma for a single column."""
    first = next((line for line in text.splitlines()[:20] if line.strip()), "")
    counts = {separator: _count_outside_quotes(first, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: counts[separator])
    return best if counts[best] else ","


def _count_outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])
