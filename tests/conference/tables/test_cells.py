from datetime import date

import pytest

from conference.tables.cells import Cell, read_cell_day, read_cell_line


def code_of(problem: object) -> str | None:
    return getattr(problem, "code", None)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "＝1", "+HYPERLINK(1)"])
def test_formulas_are_refused(text: str) -> None:
    assert code_of(read_cell_line(Cell(text))[1]) == "table.formula"


@pytest.mark.parametrize("text", ["+84 912 345 678", "-3", "Nguyễn Thị Hoa", ""])
def test_numbers_and_names_are_no_formulas(text: str) -> None:
    assert read_cell_line(Cell(text)) == (text, None)


def test_computed_cells_are_refused() -> None:
    assert code_of(read_cell_line(Cell("#N/A", is_formula=True))[1]) == "table.formula"


def test_control_characters_and_long_texts_are_refused() -> None:
    assert code_of(read_cell_line(Cell("a\0b"))[1]) == "text.control"
    assert code_of(read_cell_line(Cell("x" * 4000))[1]) == "text.too_long"


@pytest.mark.parametrize("text", ["2025-10-25", "25/10/2025", "25.10.2025", "٢٥/١٠/٢٠٢٥", "2025/10/25"])
def test_days_are_read_in_each_form(text: str) -> None:
    assert read_cell_day(Cell(text)) == (date(2025, 10, 25), None)


def test_day_of_a_workbook_is_taken_as_it_is() -> None:
    assert read_cell_day(Cell("45955", day=date(2025, 10, 25))) == (date(2025, 10, 25), None)


@pytest.mark.parametrize("text", ["31/02/2025", "2025-13-01", "45955", "tomorrow", "0000-01-01"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    assert code_of(read_cell_day(Cell(text))[1]) == "table.not_day"


def test_empty_day_is_none() -> None:
    assert read_cell_day(Cell(" ")) == (None, None)
