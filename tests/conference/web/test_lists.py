"""Lists in pages: numbers of pages, neighbours, and addresses of views."""

from enum import StrEnum

import pytest
from multidict import MultiDict

from conference.web.forms import convert_query
from conference.web.lists import MAX_PAGE, ListQuery, Pager, offset_of, query_address


class Shade(StrEnum):
    ALL = "all"
    DARK = "dark"


class ShadeQuery(ListQuery, frozen=True, kw_only=True):
    """A list with a filter."""

    shade: Shade = Shade.ALL


@pytest.mark.parametrize(
    ("page", "total", "pages", "previous", "following"),
    [(1, 0, 1, None, None), (1, 40, 1, None, None), (1, 41, 2, None, 2), (2, 41, 2, 1, None), (2, 81, 3, 1, 3),
     (9, 41, 2, 2, None)],
)  # fmt: skip
def test_pager_knows_its_neighbours(
    page: int, total: int, pages: int, previous: int | None, following: int | None
) -> None:
    pager = Pager(page, 40, total)
    assert (pager.pages, pager.previous, pager.next) == (pages, previous, following)


def test_offset_is_that_of_the_rows_before() -> None:
    assert [offset_of(page, 40) for page in (1, 2, 3)] == [0, 40, 80]


def test_address_names_only_values_other_than_the_default() -> None:
    assert query_address("/list", ShadeQuery()) == "/list"
    query = ShadeQuery(words="Nguyễn & co", page=2, shade=Shade.DARK)
    assert query_address("/list", query, id="a") == "/list?q=Nguy%E1%BB%85n+%26+co&page=2&shade=dark&id=a"
    assert query_address("/list", ShadeQuery(), id="") == "/list"


@pytest.mark.parametrize("page", ["0", "-1", "x", "", str(MAX_PAGE + 1), "9" * 5000, "1.5"])
def test_malformed_page_number_is_the_first_page(page: str) -> None:
    assert convert_query(MultiDict({"page": page, "q": "a"}), ShadeQuery).page == 1


def test_address_of_a_view_is_read_back() -> None:
    query = ShadeQuery(words="é", page=3, shade=Shade.DARK)
    assert convert_query(MultiDict({"q": "é", "page": "3", "shade": "dark"}), ShadeQuery) == query
