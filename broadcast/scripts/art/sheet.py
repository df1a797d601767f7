"""The script of a session as PDF: A4 landscape, in one language, with its version, signatures and page numbers.

The template reads `/script.json`: `title`, `event`, `facts` [{"label", "value"}], `columns`, `widths`, `rows` of cells
(lists of texts, the first of a cell bold), `signed` as `facts`, `footer`, `direction` and `families`. A text is
described in `conference.typesetting.families`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies
from conference.typesetting.glyphs import missing_glyphs

SEPARATE_PROCESS_ROWS = 60
"""Number of cues from which a process of its own draws the script."""

_TEMPLATE = Path(__file__).with_name("script.typ")

Labelled = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSheet:
    """Everything on a printed script. A cell has paragraphs; `widths` are shares of the page by column."""

    title: str
    event: str
    direction: str
    facts: Sequence[Labelled]
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Sequence[str]]]
    signed: Sequence[Labelled]
    footer: str


def script_pdf(sheet: ScriptSheet) -> bytes:
    """Draw the script. Blocks. Letters that no font has are left out. Raises NotDrawnError."""
    families = TextFamilies()

    def written(text: str) -> dict[str, Any]:
        return families.text(_drawable_text(text))

    data = {
        "title": written(sheet.title),
        "event": written(sheet.event),
        "direction": sheet.direction,
        "facts": [{"label": written(label), "value": written(value)} for label, value in sheet.facts],
        "columns": [written(column) for column in sheet.columns],
        "widths": list(sheet.widths),
        "rows": [[[written(text) for text in cell] for cell in row] for row in sheet.rows],
        "signed": [{"label": written(label), "value": written(value)} for label, value in sheet.signed],
        "footer": written(sheet.footer),
    }
    files = {"script.json": as_json({**data, "families": families.list_all()})}
    return draw_template(_TEMPLATE, files, how=PDF, apart=len(sheet.rows) >= SEPARATE_PROCESS_ROWS)


def _drawable_text(text: str) -> str:
    missing = missing_glyphs([text]).get(text, ())
    return "".join(letter for letter in text if letter not in missing)
