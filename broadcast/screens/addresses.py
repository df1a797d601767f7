"""What a screen shows, as an address of this site (`broadcast.pages.layout_addresses`)."""

from collections.abc import Collection, Mapping

from msgspec import Struct

from broadcast.pages.layout_addresses import (
    Cell,
    ReadAddress,
    ScreenAddress,
    read_address,
    read_cells,
    write_address,
)
from broadcast.pages.layouts import LAYOUTS
from conference.errors import InvalidError
from conference.languages import LANGUAGES

LONGEST_ADDRESS = 1000
EXAMPLE = "/en/screens/lobby"
"""An address for the text of an error."""


class LayoutChoice(Struct, frozen=True, kw_only=True):
    """What an operator chose: a layout, a room, languages in order (none: those of the event), options, grid parts."""

    layout: str
    room: str = ""
    languages: tuple[str, ...] = ()
    options: Mapping[str, str] = {}
    cells: str = ""


def build_address(choice: LayoutChoice, rooms: Collection[str]) -> str:
    """Return the address of a choice; `rooms` are the codes of the event's rooms.

    Options that the layout does not have, and empty ones, are left out.

    Raises: InvalidError with the field `layout`, `room`, `cells`, or `option.` and its name.
    """
    layout = LAYOUTS.get(choice.layout)
    if layout is None:
        raise _make_error("layout", "screen.kind_missing")
    if layout.needs_room and choice.room not in rooms:
        raise _make_error("room", "screen.room_missing")
    cells, problems = read_cells(choice.cells, rooms=rooms) if layout.name == "grid" else ((), [])
    if problems:
        raise _make_error("cells", "screen.cells_wrong")
    address = ScreenAddress(
        layout=layout.name,
        languages=tuple(code for code in dict.fromkeys(choice.languages) if code in LANGUAGES),
        room=choice.room if layout.needs_room else "",
        options={name: value.strip() for name, value in choice.options.items() if value.strip()},
        cells=tuple(cell for cell in cells if isinstance(cell, Cell)),
    )
    text = write_address(address)
    for problem in read_address(text, rooms=rooms).problems:
        raise _make_error(f"option.{problem.option}", "screen.option_wrong")
    return text


def check_address(address: str, rooms: Collection[str]) -> str:
    """Return the address of a screen page of this site as it is assigned, without a screen's name.

    Raises: InvalidError `screen.address_wrong` of the field `address` for any other text.
    """
    read = read_address(address, rooms=rooms) if len(address) <= LONGEST_ADDRESS else ReadAddress(None)
    if read.address is None or read.problems or not address.startswith("/"):
        raise InvalidError("screen.address_wrong", {"address": "screen.address_wrong"}, example=EXAMPLE)
    return write_address(read.address)


def languages_of(address: str, rooms: Collection[str]) -> tuple[str, ...]:
    """Return the languages of an address in order; none when it shows those of the event."""
    read = read_address(address, rooms=rooms)
    return read.address.languages if read.address else ()


def _make_error(name: str, code: str) -> InvalidError:
    return InvalidError(code, {name: code})
