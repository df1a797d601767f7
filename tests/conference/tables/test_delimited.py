import codecs

import pytest

from conference.errors import InvalidError
from conference.tables.delimited import decode_table, find_separator, read_delimited


def texts(text: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read_delimited(text)]


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
def test_each_separator_is_found(separator: str) -> None:
    assert texts(f"Name{separator}E-mail\nHoa{separator}hoa@example.org\n") == [
        ["Name", "E-mail"],
        ["Hoa", "hoa@example.org"],
    ]


def test_separator_in_quotes_does_not_count() -> None:
    assert find_separator('"a,b,c";d') == ";"
    assert find_separator("single") == ","


def test_quotes_line_breaks_and_the_mark_are_read() -> None:
    assert texts('\ufeffName;Note\n"Hoa; ""N""";"two\nlines"\n') == [["Name", "Note"], ['Hoa; "N"', "two\nlines"]]


def test_declared_separator_is_used_and_rows_keep_their_numbers() -> None:
    rows = list(read_delimited("sep=|\na|b\n1|2\n"))
    assert [(row.number, len(row.cells)) for row in rows] == [(2, 2), (3, 2)]


def test_open_quote_is_refused() -> None:
    with pytest.raises(InvalidError, match=r"table\.broken"):
        list(read_delimited('a,b\n"x,y\n'))


@pytest.mark.parametrize(
    "content",
    [
        "Tên;Hoa".encode(),
        codecs.BOM_UTF8 + "Tên;Hoa".encode(),
        codecs.BOM_UTF16_LE + "Tên;Hoa".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Tên;Hoa".encode("utf-16-be"),
    ],
)
def test_unicode_is_decoded(content: bytes) -> None:
    assert decode_table(content, language="vi") == "Tên;Hoa"


@pytest.mark.parametrize(("language", "text", "encoding"), [("ru", "Имя", "cp1251"), ("zh", "姓名", "gb18030")])
def test_older_encoding_of_the_language_is_decoded(language: str, text: str, encoding: str) -> None:
    assert decode_table(text.encode(encoding), language=language) == text


@pytest.mark.parametrize("content", ["Name;Hoa".encode("utf-16-le"), b"\x81\x8d\x8f", codecs.BOM_UTF8 + b"\xff"])
def test_unreadable_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidError, match=r"table\.encoding"):
        decode_table(content, language="en")
