"""The evacuation list as a table: one row for each person and zone."""

from collections.abc import Iterator

from msgspec import Struct

from accreditation.doors.evacuation.sheet import Sheet
from conference.spreadsheets import csv_table, xlsx_table
from conference.texts.phone_numbers import grouped_phone


class TableHeadings(Struct, frozen=True):
    """Headings of the columns that only the table has."""

    zone: str
    latin: str
    door: str


def sheet_csv(sheet: Sheet, headings: TableHeadings) -> bytes:
    """Return the list as CSV. Telephone numbers are written as `(+84) 912 345 678`, which no spreadsheet computes."""
    rows = ([*cells[:5], grouped_phone(cells[5]), *cells[6:]] for cells in _table_rows(sheet))
    return csv_table(_columns_of(sheet, headings), rows)


def sheet_xlsx(sheet: Sheet, headings: TableHeadings) -> bytes:
    """Return the list as a workbook. Blocks."""
    right_to_left = sheet.direction == "rtl"
    return xlsx_table(sheet.title, _columns_of(sheet, headings), [*_table_rows(sheet)], right_to_left=right_to_left)


def _columns_of(sheet: Sheet, headings: TableHeadings) -> list[str]:
    name, badge, outlet, phone, entry = sheet.columns
    return [headings.zone, name, headings.latin, badge, outlet, phone, entry, headings.door]


def _table_rows(sheet: Sheet) -> Iterator[list[str]]:
    for zone in sheet.zones:
        for row in zone.rows:
            yield [zone.name, row.native, row.latin, row.number, row.outlet, row.phone, row.since, row.door]
