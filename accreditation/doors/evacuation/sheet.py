"""The list on paper: A4, a box to tick for each person, zones one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accreditation.badges.art import missing_glyphs
from accreditation.badges.art.drawing import PDF, as_json, draw_template
from accreditation.badges.art.families import TextFamilies

APART = 200
"""From so many lines on, a process of its own draws the list."""

_TEMPLATE = Path(__file__).with_name("evacuation.typ")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person as the list shows them; `country` (ISO 3166) chooses the forms of Han letters."""

    native: str
    latin: str
    number: str
    outlet: str
    phone: str
    since: str
    door: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class SheetZone:
    """A zone with its mark, name and people; `count` says in words how many they are."""

    mark: str
    name: str
    count: str
    lines: Sequence[SheetRow]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole list. `columns` are the headings of name, badge, outlet, telephone and entry, in this order."""

    title: str
    event: str
    made: str
    language: str
    direction: str
    columns: tuple[str, str, str, str, str]
    nobody: str
    zones: Sequence[SheetZone]


def sheet_pdf(sheet: Sheet) -> bytes:
    """The list as a PDF. Blocks. A name in letters that no face has is left out beside its Latin form."""
    lines = sum(len(zone.lines) for zone in sheet.zones)
    return draw_template(_TEMPLATE, {"sheet.json": as_json(_data(sheet))}, how=PDF, apart=lines >= APART)


def _data(sheet: Sheet) -> dict[str, Any]:
    families = TextFamilies()
    zones = [
        {
            "mark": families.text(zone.mark),
            "name": families.text(zone.name),
            "count": families.text(zone.count),
            "lines": [_line(line, families) for line in zone.lines],
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


def _line(line: SheetRow, families: TextFamilies) -> dict[str, Any]:
    native = "" if missing_glyphs([line.native]) else line.native
    latin = "" if line.latin == native else line.latin
    texts = {"number": line.number, "phone": line.phone, "since": line.since, "door": line.door}
    named = {"native": native or latin, "latin": latin if native else "", "outlet": _drawable(line.outlet)}
    return {name: families.text(text, line.country) for name, text in {**texts, **named}.items()}


def _drawable(text: str) -> str:
    return "" if missing_glyphs([text]) else text
