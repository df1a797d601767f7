"""Drawing of sheets: the same content is drawn once, whatever asks at the same time."""

import asyncio

import msgspec
import pytest

from broadcast.record import printing
from broadcast.record.art.sheet import RecordSheet
from broadcast.record.printing import SheetPress
from tests.broadcast.record.art.test_sheet import make_sheet


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the sheets that were drawn."""
    titles: list[str] = []

    def draw(sheet: RecordSheet) -> bytes:
        titles.append(sheet.title)
        return sheet.title.encode()

    monkeypatch.setattr(printing, "sheet_pdf", draw)
    return titles


async def test_equal_sheets_are_drawn_once(drawn: list[str]) -> None:
    press = SheetPress()
    bodies = await asyncio.gather(*(press.draw("day en", make_sheet(1)) for _ in range(5)))
    assert (bodies, drawn) == ([b"Record"] * 5, ["Record"])


async def test_changed_sheet_takes_the_place_of_the_earlier_one(drawn: list[str]) -> None:
    press, changed = SheetPress(), msgspec.structs.replace(make_sheet(1), title="Later")
    await press.draw("day en", make_sheet(1))
    assert await press.draw("day en", changed) == b"Later"
    await press.draw("day en", changed)
    await press.draw("day en", make_sheet(1))
    assert drawn == ["Record", "Later", "Record"]
