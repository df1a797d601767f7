import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from conference.errors import InvalidError
from conference.tables import workbooks
from conference.tables.workbooks import read_workbook


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def test_texts_numbers_and_days_are_read() -> None:
    content = workbook(("Name", "Phone", "Born"), ("Nguyễn Thị Hoa", 84912345678.0, date(1990, 2, 28)), (None, 3.5))
    rows = list(read_workbook(content))
    assert [cell.text for cell in rows[1].cells] == ["Nguyễn Thị Hoa", "84912345678", "1990-02-28"]
    assert rows[1].cells[2].day == date(1990, 2, 28)
    assert (rows[2].number, rows[2].cells[1].text) == (3, "3.5")


def test_formulas_are_marked() -> None:
    cell = next(iter(read_workbook(workbook(("=1+1",))))).cells[0]
    assert cell.is_formula


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 broken", "table.broken"),
        (with_part(workbook(("a",)), "xl/vbaProject.bin", b""), "table.macros"),
        (with_part(workbook(("a",)), "xl/bomb.xml", b"0" * (workbooks.MAX_UNPACKED_BYTES + 1)), "table.unpacks"),
    ],
)
def test_hostile_workbooks_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        list(read_workbook(content))
    assert refused.value.code == code


def test_archive_of_another_kind_is_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(InvalidError, match=r"table\.unknown_format"):
        list(read_workbook(out.getvalue()))


def test_entities_of_a_sheet_are_not_expanded() -> None:
    content, out = workbook(("a", "b")), io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w") as target:
        for part in source.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part.filename, bomb if is_sheet else source.read(part))
    with pytest.raises(InvalidError, match=r"table\.broken"):
        list(read_workbook(out.getvalue()))


def test_far_row_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_SCANNED_ROWS", 5)
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0]["A10"] = "far"
    book.save(out)
    with pytest.raises(InvalidError, match=r"table\.too_many_rows"):
        list(read_workbook(out.getvalue()))
