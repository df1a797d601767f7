"""Covers A29."""

import io

import pytest
from openpyxl import Workbook

from conference.errors import InvalidError
from conference.tables import reading
from conference.tables.reading import MAX_COLUMNS, read_pasted_table, read_table


def test_csv_and_workbooks_give_the_same_rows() -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (("Name", "E-mail"), (None, None), ("Hoa", "hoa@example.org")):
        book.worksheets[0].append(list(row))
    book.save(out)
    csv = "\ufeffName;E-mail\r\n;\r\nHoa;hoa@example.org\r\n".encode()
    tables = [read_table(content, language="en", most_rows=5) for content in (out.getvalue(), csv)]
    for heading, rows in tables:
        assert [cell.text for cell in heading.cells] == ["Name", "E-mail"]
        assert [(row.number, row.cells[0].text) for row in rows] == [(3, "Hoa")]


def test_pasted_cells_are_read() -> None:
    assert read_pasted_table("Name\tE-mail\nHoa\thoa@example.org", most_rows=1)[1][0].cells[1].text == "hoa@example.org"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"),
        (b"Name;E-mail\n", "table.empty"),
        (b"Name\n" + b"x\n" * 4, "table.too_many_rows"),
        (b"Name\n" + b"," * MAX_COLUMNS + b"x\n", "table.too_many_columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "table.old_format"),
        (b"%PDF-1.7", "table.unknown_format"),
        (b" <html><table>", "table.unknown_format"),
    ],
)
def test_tables_outside_of_the_limits_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_table(content, language="en", most_rows=3)
    assert refused.value.code == code


def test_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TABLE_BYTES", 10)
    with pytest.raises(InvalidError, match=r"table\.too_large"):
        read_table(b"Name;E-mail\nHoa;x", language="en", most_rows=3)
