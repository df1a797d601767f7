"""Evacuation list as a table: one row for each person and zone, telephone numbers as text."""

import csv
import io
import zipfile

import pytest

from accreditation.doors.evacuation.sheet import Sheet, SheetRow, SheetZone
from accreditation.doors.evacuation.table import TableHeadings, sheet_csv, sheet_xlsx

HEADINGS = TableHeadings("Zone", "Latin", "Door")


def sheet_of(*zones: SheetZone, direction: str = "ltr") -> Sheet:
    columns = ("Name", "Badge", "Outlet", "Phone", "Entered")
    return Sheet("List", "Event", "09:30", "en", direction, columns, "-", zones)


def rows_of(*zones: SheetZone) -> list[list[str]]:
    body = sheet_csv(sheet_of(*zones), HEADINGS)
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def row(native: str = "Hoa", outlet: str = "Outlet") -> SheetRow:
    return SheetRow(native, "THI HOA", "P-0001-53", outlet, "+84912345678", "09:12", "Gate A")


def test_csv_has_headings_and_a_row_for_each_person_and_zone() -> None:
    zones = [SheetZone("G", "Grounds", "2", [row(), row("Lan")]), SheetZone("P", "Plenary", "1", [row()])]
    headings, *rows = rows_of(*zones)
    assert headings == ["Zone", "Name", "Latin", "Badge", "Outlet", "Phone", "Entered", "Door"]
    assert [cells[:2] for cells in rows] == [["Grounds", "Hoa"], ["Grounds", "Lan"], ["Plenary", "Hoa"]]
    assert rows[0][2:] == ["THI HOA", "P-0001-53", "Outlet", "(+84) 912 345 678", "09:12", "Gate A"]


def test_csv_without_people_has_only_headings() -> None:
    assert len(rows_of()) == 1


@pytest.mark.parametrize("text", ["=1+1", "Anna;=1+1;Bee"])
def test_csv_computes_no_name(text: str) -> None:
    (_, cells) = rows_of(SheetZone("G", "Grounds", "1", [row(outlet=text)]))
    assert cells[4] == text.replace("=1", "'=1")


@pytest.mark.parametrize(("direction", "is_rtl"), [("ltr", False), ("rtl", True)])
def test_workbook_has_the_rows_and_the_direction_of_the_list(direction: str, is_rtl: bool) -> None:
    zone = SheetZone("G", "Grounds", "1", [row()])
    workbook = sheet_xlsx(sheet_of(zone, direction=direction), HEADINGS)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<row ") == 2
    assert "<t>+84912345678</t>" in xml
    assert ('rightToLeft="1"' in xml) is is_rtl
