"""The evacuation list as PDF: A4, one zone after another, with a box to tick for each person."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies
from conference.typesetting.glyphs import missing_glyphs

SEPARATE_PROCESS_ROWS = 200
"""Number of rows from which a process of its own draws the list."""

_TEMPLATE = Path(__file__).with_name("evacuation.typ")


class SheetRow(Struct, frozen=True):
    """One person of the list. `country` (ISO 3166) selects the regional forms of Han characters."""

    native: str
    latin: str
    number: str
    outlet: str
    phone: str
    since: str
    door: str
    country: str = ""


class SheetZone(Struct, frozen=True):
    """A zone with its mark, name and people; `count` is their number as text."""

    mark: str
    name: str
    count: str
    rows: Sequence[SheetRow]


class Sheet(Struct, frozen=True):
    """A whole list. `columns` are the headings of name, badge, outlet, telephone and entry."""

    title: str
    event: str
    made: str
    language: str
    direction: str
    columns: tuple[str, str, str, str, str]
    nobody: str
    zones: Sequence[SheetZone]


def sheet_pdf(sheet: Sheet) -> bytes:
    """Draw the list as PDF. Blocks. Of a name that the fonts cannot draw only the Latin form is printed."""
    row_count = sum(len(zone.rows) for zone in sheet.zones)
    data = {"sheet.json": as_json(_sheet_data(sheet))}
    return draw_template(_TEMPLATE, data, how=PDF, apart=row_count >= SEPARATE_PROCESS_ROWS)


def _sheet_data(sheet: Sheet) -> dict[str, Any]:
    families = TextFamilies()
    zones = [
        {
            "mark": families.text(zone.mark),
            "name": families.text(zone.name),
            "count": families.text(zone.count),
            "lines": [_row_data(row, families) for row in zone.rows],
        }
        for zone in sheet.zones
    ]
    return {
        "title": families.text(sheet.title),
        "event": families.text(sheet.event),
        "made": families.text(sheet.made),
        "nobody": families.text(sheet.nobody),
        "language": sheet.language,
        "direction": sheet.direction,
        "columns": [families.text(column) for column in sheet.columns],
        "zones": zones,
        "families": families.list_all(),
    }


def _row_data(row: SheetRow, families: TextFamilies) -> dict[str, Any]:
    native = _drawable_text(row.native)
    latin = "" if row.latin == native else row.latin
    texts = {"number": row.number, "phone": row.phone, "since": row.since, "door": row.door}
    named = {"native": native or latin, "latin": latin if native else "", "outlet": _drawable_text(row.outlet)}
    return {name: families.text(text, row.country) for name, text in {**texts, **named}.items()}


def _drawable_text(text: str) -> str:
    """Return the text, or an empty one if the fonts lack one of its glyphs."""
    return "" if missing_glyphs([text]) else text
