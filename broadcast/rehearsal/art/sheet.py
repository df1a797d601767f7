"""The debrief list as PDF: A4, with a box for each item, ticked when it is done. Also as CSV."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from conference.spreadsheets import csv_table
from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies

SEPARATE_PROCESS_ROWS = 100
"""Number of rows from which a process of its own draws the list."""

_TEMPLATE = Path(__file__).with_name("debrief.typ")


class DebriefRow(Struct, frozen=True, kw_only=True):
    """An item in the reader's language: `state` is when and by which person it was done, or "overdue"."""

    text: str
    owner: str
    deadline: str
    state: str
    is_done: bool


class DebriefSheet(Struct, frozen=True, kw_only=True):
    """A whole list. `columns` are the headings of text, owner, deadline and state."""

    title: str
    event: str
    made: str
    language: str
    direction: str
    columns: tuple[str, str, str, str]
    nothing: str
    rows: Sequence[DebriefRow]


def debrief_pdf(sheet: DebriefSheet) -> bytes:
    """Draw the list as PDF. Blocks."""
    data = {"sheet.json": as_json(_sheet_data(sheet))}
    return draw_template(_TEMPLATE, data, how=PDF, apart=len(sheet.rows) >= SEPARATE_PROCESS_ROWS)


def debrief_csv(sheet: DebriefSheet) -> bytes:
    """Return the list as CSV, with nothing that a spreadsheet computes."""
    return csv_table(list(sheet.columns), ([row.text, row.owner, row.deadline, row.state] for row in sheet.rows))


def _sheet_data(sheet: DebriefSheet) -> dict[str, Any]:
    families = TextFamilies()
    items = [
        {
            "lines": families.texts(row.text.splitlines()),
            "owner": families.text(row.owner),
            "deadline": families.text(row.deadline),
            "state": families.text(row.state),
            "done": row.is_done,
        }
        for row in sheet.rows
    ]
    return {
        "title": families.text(sheet.title),
        "event": families.text(sheet.event),
        "made": families.text(sheet.made),
        "nothing": families.text(sheet.nothing),
        "language": sheet.language,
        "direction": sheet.direction,
        "columns": families.texts(sheet.columns),
        "items": items,
        "families": families.list_all(),
    }
