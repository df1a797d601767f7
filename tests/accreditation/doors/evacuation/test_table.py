"""Evacuation list as CSV: one row for each person and zone, no cell that a spreadsheet computes."""

import csv
import io

import pytest

from accreditation.doors.evacuation.sheet import Sheet, SheetRow, SheetZone
from accreditation.doors.evacuation.table import sheet_csv


def rows_of(*zones: SheetZone) -> list[list[str]]:
    sheet = Sheet("List", "Event", "09:30", "en", "ltr", ("Name", "Badge", "Outlet", "Phone", "Entered"), "-", zones)
    body = sheet_csv(sheet, zone_heading="Zone", latin_heading="Latin", door_heading="Door")
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def row(native: str = "Hoa", outlet: str = "Outlet") -> SheetRow:
    return SheetRow(native, "THI HOA", "P-0001-53", outlet, "+84912", "09:12", "Gate A")


def test_csv_has_headings_and_a_row_for_each_person_and_zone() -> None:
    zones = [SheetZone("G", "Grounds", "2", [row(), row("Lan")]), SheetZone("P", "Plenary", "1", [row()])]
    headings, *rows = rows_of(*zones)
    assert headings == ["Zone", "Name", "Latin", "Badge", "Outlet", "Phone", "Entered", "Door"]
    assert [cells[:2] for cells in rows] == [["Grounds", "Hoa"], ["Grounds", "Lan"], ["Plenary", "Hoa"]]
    assert rows[0][2:] == ["THI HOA", "P-0001-53", "Outlet", "'+84912", "09:12", "Gate A"]


def test_csv_without_people_has_only_headings() -> None:
    assert len(rows_of()) == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1"])
def test_formula_is_written_as_text(text: str) -> None:
    (_, cells) = rows_of(SheetZone("G", "Grounds", "1", [row(outlet=text)]))
    assert cells[4] == "'" + text.replace("\0", "")
