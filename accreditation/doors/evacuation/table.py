"""The list as CSV for a spreadsheet: UTF-8 with a mark, so that it opens as it is."""

import csv
import io

from accreditation.doors.evacuation.sheet import Sheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would compute (OWASP, CSV injection)."""


def sheet_csv(sheet: Sheet, *, zone_heading: str, latin_heading: str, door_heading: str) -> bytes:
    """One line a person and zone, with a line of headings."""
    name, badge, outlet, phone, entry = sheet.columns
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    write([zone_heading, name, latin_heading, badge, outlet, phone, entry, door_heading])
    for zone in sheet.zones:
        for line in zone.lines:
            cells = (zone.name, line.native, line.latin, line.number, line.outlet, line.phone, line.since, line.door)
            write([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """The cell as text: a formula gets an apostrophe, a telephone number with its plus too."""
    clean = cell.replace("\0", "")
    return f"'{clean}" if clean.startswith(_FORMULA) else clean
