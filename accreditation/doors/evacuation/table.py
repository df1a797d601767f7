"""The evacuation list as CSV: UTF-8 with a byte order mark, by which spreadsheets recognise the encoding."""

import csv
import io

from accreditation.doors.evacuation.sheet import Sheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of cells that a spreadsheet would compute (OWASP, CSV injection)."""


def sheet_csv(sheet: Sheet, *, zone_heading: str, latin_heading: str, door_heading: str) -> bytes:
    """Return one row for each person and zone, after a row of headings."""
    name, badge, outlet, phone, entry = sheet.columns
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    write([zone_heading, name, latin_heading, badge, outlet, phone, entry, door_heading])
    for zone in sheet.zones:
        for row in zone.rows:
            cells = (zone.name, row.native, row.latin, row.number, row.outlet, row.phone, row.since, row.door)
            write([_escape_formula(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _escape_formula(cell: str) -> str:
    """Return the cell with an apostrophe before a formula, also before a telephone number with a plus."""
    clean = cell.replace("\0", "")
    return f"'{clean}" if clean.startswith(_FORMULA) else clean
