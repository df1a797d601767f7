"""Tables for spreadsheets: nothing is computed, whatever separator opens a CSV; XLSX has a column for each field."""

import csv
import io
import tempfile
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from msgspec import Struct

from conference.spreadsheets import csv_of_structs, csv_table, xlsx_table

SEPARATORS = ",;\t|"
"""Separators with which Excel opens a CSV: by the settings of the system, or as typed in the import."""

FORMULA_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
HOSTILE = [
    "Anna;=1+1;Bee",
    "=1+1",
    "Anna,+1",
    "Anna\t@SUM(A1)",
    "Anna|-2+3",
    'Anna";=1+1',
    'Anna;"=1+1"',
    "Anna; =1+1",
    "Anna;\xa0=1+1",
    "Anna\n=1+1",
    "Anna\r\n+1",
    ";;=1",
    "\0=1",
    "\uff1d1+1",
    "'=1+1;=2",
]


def cells_of(table: bytes, separator: str) -> list[list[str]]:
    text = table.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_csv_computes_nothing_under_any_separator(text: str, separator: str) -> None:
    table = csv_table(["Name", "Outlet"], [["Hoa", text], [text, "Hoa"]])
    cells = [line for row in cells_of(table, separator) for cell in row for line in cell.splitlines()]
    assert [cell for cell in cells if cell.strip(" \xa0\"'\t")[:1] in tuple(FORMULA_SIGNS) and "'" not in cell] == []


def test_csv_keeps_texts_that_compute_nothing() -> None:
    rows = [["Nguyễn Thị Hoa", 'R&T; Jean-Luc, "A"'], ["(+84) 912 345 678", "P-0001"]]
    table = csv_table(["Name", "Outlet"], rows)
    assert table.startswith(b"\xef\xbb\xbf")
    assert cells_of(table, ",") == [["Name", "Outlet"], *rows]


def sheet_of(workbook: bytes) -> tuple[list[list[str]], str]:
    """Return the rows of inline texts, and the XML of the sheet."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = ElementTree.fromstring(xml).iter(f"{space}row")
    return [["".join(cell.itertext()) for cell in row.iter(f"{space}c")] for row in rows], xml


def test_workbook_has_a_text_cell_for_each_field() -> None:
    rows = [[text.replace("\0", "").replace("\r\n", "\n"), "+84912345678"] for text in HOSTILE]
    found, xml = sheet_of(xlsx_table("List: [all]", ["Name", "Phone"], rows, right_to_left=False))
    assert found == [["Name", "Phone"], *rows]
    assert "<f>" not in xml
    assert "rightToLeft" not in xml
    assert xml.count('t="inlineStr"') == 2 * len(found)


def test_arabic_workbook_runs_from_right_to_left() -> None:
    found, xml = sheet_of(xlsx_table("قائمة الإخلاء", ["الاسم"], [["أحمد"]], right_to_left=True))
    assert found == [["الاسم"], ["أحمد"]]
    assert 'rightToLeft="1"' in xml


def test_workbook_is_written_when_no_temporary_file_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    workbook = xlsx_table("List", ["Name"], [["Hoa"]], right_to_left=False)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b"Hoa" in archive.read("xl/sharedStrings.xml")


def test_structs_become_rows_under_the_names_of_their_fields() -> None:
    class Row(Struct):
        name: str
        at: datetime
        is_open: bool
        note: str | None
        changes: tuple[str, ...]

    row = Row("=1", datetime(2025, 10, 25, 2, 0, tzinfo=UTC), is_open=True, note=None, changes=("a", "b"))
    text = csv_of_structs(Row, [row]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["name", "at", "is_open", "note", "changes"],
        ["'=1", "2025-10-25T02:00:00Z", "true", "", "a\nb"],
    ]
