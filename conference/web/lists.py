"""Lists in pages, by number or by key: the query of a list, its pages, its addresses. `lists.html` shows the pager."""

from typing import Annotated
from urllib.parse import urlencode

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo, fields

from conference.web.forms import Line

MAX_PAGE = 10_000

PageNumber = Annotated[int, Meta(ge=1, le=MAX_PAGE)]


class ListQuery(Struct, frozen=True, kw_only=True, rename={"words": "q"}):
    """What the address of a list names: search words and page. A list with a filter adds it in a subclass."""

    words: Line = ""
    page: PageNumber = 1


class Pager(Struct, frozen=True):
    """Pages of a list of `total` rows, of which `page` is shown."""

    page: int
    rows_per_page: int
    total: int

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // self.rows_per_page))

    @property
    def previous(self) -> int | None:
        """Number of the page before, None on the first page. After the last page: the last page."""
        return min(self.page - 1, self.pages) if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """Number of the page after, None on the last page."""
        return self.page + 1 if self.page < self.pages else None


class KeyPager(Struct, frozen=True):
    """A page of a list, newest first, found by the keys of its first and last row: no row before it is counted.

    `newer`: the key of the first row if there are newer rows; `older`: that of the last if there are older ones.
    """

    newer: int | None
    older: int | None


def offset_of(page: int, rows_per_page: int) -> int:
    """Return the number of rows before a page."""
    return (page - 1) * rows_per_page


def query_address(path: str, query: Struct, **more: str) -> str:
    """Return the path with the fields of a query that differ from their defaults, and with further parameters."""
    values = {field.encode_name: getattr(query, field.name) for field in fields(type(query)) if _is_set(query, field)}
    text = urlencode({name: value for name, value in (values | more).items() if value != ""})
    return f"{path}?{text}" if text else path


def _is_set(query: Struct, field: FieldInfo) -> bool:
    return field.default is NODEFAULT or getattr(query, field.name) != field.default
