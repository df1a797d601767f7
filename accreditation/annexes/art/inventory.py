"""The inventory of a follow-up form as PDF: A4 landscape, each text in the languages of the sheet.

The template reads `/inventory.json`: `title`, `event` (texts, one a language), `facts` [{"label", "value"}], `columns`
and the cells of `rows` (lists of texts), `boxes` (labels of the places for signatures) and `families`. A text is
described in `accreditation.badges.art.data`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies
from conference.typesetting.glyphs import missing_glyphs

SEPARATE_PROCESS_ROWS = 100
"""Number of rows from which a process of its own draws the inventory."""

_TEMPLATE = Path(__file__).with_name("inventory.typ")

Wording = Sequence[str]
"""A text in each language of the sheet, or only once if it is the same in all."""


class Inventory(Struct, frozen=True, kw_only=True):
    """Everything on an inventory. `facts` are labels with their values; `boxes` are signed by hand."""

    title: Wording
    event: Wording
    facts: Sequence[tuple[Wording, Wording]]
    columns: Sequence[Wording]
    rows: Sequence[Sequence[Wording]]
    boxes: Sequence[Wording]


def inventory_pdf(inventory: Inventory) -> bytes:
    """Draw the inventory. Blocks. Letters that no font has are left out. Raises NotDrawnError."""
    families = TextFamilies()
    data = {
        "title": families.texts(inventory.title),
        "event": families.texts(inventory.event),
        "facts": [
            {"label": families.texts(label), "value": _drawable_texts(value, families)}
            for label, value in inventory.facts
        ],
        "columns": [families.texts(column) for column in inventory.columns],
        "rows": [[_drawable_texts(cell, families) for cell in row] for row in inventory.rows],
        "boxes": [families.texts(box) for box in inventory.boxes],
    }
    files = {"inventory.json": as_json({**data, "families": families.list_all()})}
    return draw_template(_TEMPLATE, files, how=PDF, apart=len(inventory.rows) >= SEPARATE_PROCESS_ROWS)


def _drawable_texts(wording: Wording, families: TextFamilies) -> list[dict[str, Any]]:
    return [families.text(_drawable_text(text)) for text in wording if text]


def _drawable_text(text: str) -> str:
    missing = missing_glyphs([text]).get(text, ())
    return "".join(letter for letter in text if letter not in missing)
