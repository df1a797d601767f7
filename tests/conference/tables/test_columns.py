import pytest

from conference.errors import InvalidError
from conference.tables.cells import Cell
from conference.tables.columns import TableRow, match_columns

KNOWN = {"name": ("Name", "الاسم", "姓名"), "email": ("E-mail", "Adresse électronique")}


def row(*texts: str, number: int = 1) -> TableRow:
    return TableRow(number, tuple(Cell(text) for text in texts))


@pytest.mark.parametrize("headings", [("NAME", "e mail"), ("الاسم", "adresse ELECTRONIQUE"), ("姓名", "email")])
def test_columns_are_found_in_each_language(headings: tuple[str, str]) -> None:
    assert match_columns(row(*headings), KNOWN).positions == {"name": 0, "email": 1}


def test_unknown_columns_are_named() -> None:
    columns = match_columns(row("No.", "Name", "", "Passport"), KNOWN)
    assert (columns.positions, columns.unknown) == ({"name": 1}, ("No.", "Passport"))


def test_cells_outside_of_the_row_are_empty() -> None:
    columns = match_columns(row("Name", "E-mail"), KNOWN)
    assert columns.cell(row("Hoa"), "email").is_empty
    assert columns.cell(row("Hoa"), "phone").is_empty
    assert columns.cell(row("Hoa"), "name").text == "Hoa"


def test_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(InvalidError) as refused:
        match_columns(row("Name", "姓名"), KNOWN)
    assert refused.value.code == "table.column_twice"


def test_missing_column_is_refused() -> None:
    with pytest.raises(InvalidError) as refused:
        match_columns(row("Name"), KNOWN, required=("name", "email"))
    assert (refused.value.code, refused.value.params) == ("table.column_missing", {"column": "email"})
