"""Tables of the record as PDF: A4, in one language, with page numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies
from conference.typesetting.glyphs import missing_glyphs

_TEMPLATE = Path(__file__).with_name("record.typ")


class RecordSheet(Struct, frozen=True, kw_only=True):
    """A table, `language` by its code. A cell has lines, the first of which is bold.

    `widths` are shares of the page by column; `columns`, the headings, may be empty. `nothing` stands in the place of a
    table without rows.
    """

    title: str
    event: str
    language: str
    direction: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    nothing: str
    rows: Sequence[Sequence[Sequence[str]]]


def sheet_pdf(sheet: RecordSheet) -> bytes:
    """Draw the table in a process of its own. Blocks. Letters that no font has are left out. Raises NotDrawnError."""
    return draw_template(_TEMPLATE, {"sheet.json": as_json(_sheet_data(sheet))}, how=PDF, apart=True)


def _sheet_data(sheet: RecordSheet) -> dict[str, Any]:
    families = TextFamilies()

    def write(text: str) -> dict[str, object]:
        missing = missing_glyphs([text]).get(text, ())
        return families.text("".join(letter for letter in text if letter not in missing))

    return {
        "title": write(sheet.title),
        "event": write(sheet.event),
        "nothing": write(sheet.nothing),
        "language": sheet.language,
        "direction": sheet.direction,
        "columns": [write(column) for column in sheet.columns],
        "widths": sheet.widths,
        "rows": [[[write(line) for line in cell] for cell in row] for row in sheet.rows],
        "families": families.list_all(),
    }
