"""One-day badges and their log sheet as a drawing.

The template reads `/day.json`: `title`, `words`, `dates` (one text a language each), `category` and `events` (texts),
`letter`, `colour`, `on_colour` (#rrggbb), `marks` (texts), `lines` (for each line to be written on, its label in each
language), `log` {"title", "columns", "rule"} (texts by language), `badges` [{"number", "code", "svg", "side_mm"}] and
`families`. A text is described in `accreditation.badges.art.data`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from accreditation.badges.art.badge_content import QrShape
from accreditation.badges.art.data import readable_on
from accreditation.badges.art.page import RUN
from accreditation.badges.art.qr import module_mm
from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies

_TEMPLATE = Path(__file__).with_name("day_badge.typ")

Wording = Sequence[str]
"""A text in each language of the sheet."""


class NumberedCode(Struct, frozen=True):
    """A badge: its number, the short code below the QR code, and the code."""

    number: str
    code: str
    qr: QrShape


class LogColumns(Struct, frozen=True):
    """The log sheet: its title, the headings of its columns after the number, and the rule for unused badges."""

    title: Wording
    columns: Sequence[Wording]
    rule: Wording


class DaySheet(Struct, frozen=True, kw_only=True):
    """Everything on the badges of a set. `words` say "one day", `dates` the day; `lines` are labels of what is written
    by hand."""

    words: Wording
    dates: Wording
    events: Wording
    category: Wording
    letter: str
    colour: str
    marks: Sequence[str]
    lines: Sequence[Wording]
    log: LogColumns
    badges: Sequence[NumberedCode]


def day_sheet_pdf(sheet: DaySheet) -> bytes:
    """Draw the badges and the log sheets. Blocks. Raises NotDrawnError."""
    files = {"day.json": as_json(_sheet_data(sheet))}
    return draw_template(_TEMPLATE, files, how=PDF, apart=len(sheet.badges) >= RUN)


def _sheet_data(sheet: DaySheet) -> dict[str, Any]:
    families = TextFamilies()
    log = sheet.log
    return {
        "title": families.text(sheet.words[0]),
        "words": families.texts(sheet.words),
        "dates": families.texts(sheet.dates),
        "events": families.texts(sheet.events),
        "category": families.texts(sheet.category),
        "letter": families.text(sheet.letter),
        "colour": sheet.colour,
        "on_colour": readable_on(sheet.colour),
        "marks": families.texts(sheet.marks),
        "lines": [families.texts(line) for line in sheet.lines],
        "log": {
            "title": families.texts(log.title),
            "columns": [families.texts(column) for column in log.columns],
            "rule": families.texts(log.rule),
        },
        "badges": [_badge_data(badge, families) for badge in sheet.badges],
        "families": families.list_all(),
    }


def _badge_data(badge: NumberedCode, families: TextFamilies) -> dict[str, Any]:
    qr = badge.qr
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {qr.size} {qr.size}"><path d="{qr.path}"/></svg>'
    return {
        "number": families.text(badge.number),
        "code": families.text(badge.code),
        "svg": svg,
        "side_mm": qr.size * module_mm(qr.size),
    }
