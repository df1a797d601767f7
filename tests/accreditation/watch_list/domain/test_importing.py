"""Reading of a list: each cell is checked, and the row and column of each refused one is named."""

from datetime import date

import pytest

from accreditation.watch_list.domain.entries import WatchEntry
from accreditation.watch_list.domain.importing import MAX_ALIASES, ReadList, read_watch_list
from conference.errors import InvalidError
from conference.tables.reading import read_table
from tests.support.watch_list import HEADINGS, ISSUERS, TABLE


def read(text: str) -> ReadList:
    heading, rows = read_table(text.encode(), language="en", most_rows=100)
    return read_watch_list(heading, rows, HEADINGS, ISSUERS)


def test_entries_are_read_once_each() -> None:
    found = read(TABLE + "Wang Xiaolan,,,CN,,\n")
    assert found.problems == ()
    assert found.entries == (
        WatchEntry(
            "Omar Khalil Darwish",
            ("Abu Salim", "عمر درويش"),
            date(1980, 2, 3),
            "JO",
            "K7654321",
            ("JOR",),
            "seen in 2019",
        ),
        WatchEntry("Wang Xiaolan", country="CN", issuers=("CHN",)),
    )


def test_refused_cells_are_named_by_row_and_column() -> None:
    many = "|".join(f"Name {letter}" for letter in "abcdefghijklmnopqrstuvwxyz"[: MAX_ALIASES + 1])
    table = f"Name,Other names,Date of birth,Passport country\n=cmd(),,,\n-,,,\nLan,{many},31/02/1990,Vietnam\n"
    table = table.replace("country\n", "country,Passport number\n") + "Mai,,,,C1234567\n"
    assert [(row, column, problem.code) for row, column, problem in read(table).problems] == [
        (2, "name", "table.formula"),
        (3, "name", "table.formula"),
        (3, "name", "watch_list.name_missing"),
        (4, "country", "watch_list.country_invalid"),
        (4, "birth_date", "table.not_day"),
        (4, "aliases", "watch_list.too_many_aliases"),
        (5, "country", "watch_list.country_missing"),
    ]


def test_table_without_names_is_refused() -> None:
    with pytest.raises(InvalidError, match=r"table\.column_missing"):
        read("Country\nVN\n")
    assert read("Name,Shoe size\nLan Anh,38\n").unknown == ("Shoe size",)
