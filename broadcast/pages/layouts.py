"""What screens can show: the layouts, their options and the values of these.

Pages of screens read their query by this table, the form of staff that makes addresses offers what it holds.
"""

import re
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.announcements import Destination
from conference.texts.catalogues import key_family


class OptionKind(StrEnum):
    """How a value is written: one of the choices, a whole number, or a choice or a day (`2025-10-25`)."""

    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"


class Option(Struct, frozen=True, kw_only=True):
    """One option of an address. `default` is what holds without it; `least` and `most` bound a number."""

    name: str
    default: str
    kind: OptionKind = OptionKind.CHOICE
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    def accepts(self, value: str) -> bool:
        """Return whether `value` is one that this option can have."""
        if value in self.choices:
            return True
        if self.kind is OptionKind.NUMBER:
            return bool(_NUMBER.fullmatch(value)) and self.least <= int(value) <= self.most
        return self.kind is OptionKind.DAY and bool(_DAY.fullmatch(value))


class Layout(Struct, frozen=True, kw_only=True):
    """A layout: its name, the folder of its address, its options besides those of all screens."""

    name: str
    folder: str
    needs_room: bool = False
    is_cell: bool = True
    options: tuple[Option, ...] = ()


_NUMBER, _DAY = re.compile(r"\d{1,3}", re.ASCII), re.compile(r"20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

EVERY_S, MIN_EVERY_S, MAX_EVERY_S = 20, 5, 600
"""Seconds of a language's turn on a rotating screen: default, minimum, maximum. `rotation.mjs` shortens long rounds."""

COMMON_OPTIONS = (
    Option(name="theme", default="dark", choices=("dark", "light")),
    Option(name="safe", default="0", kind=OptionKind.NUMBER, most=10),
    Option(name="turn", default="0", choices=("0", "90", "180", "270")),
    Option(name="shift", default="on", choices=("on", "off")),
    Option(name="every_s", default=str(EVERY_S), kind=OptionKind.NUMBER, least=MIN_EVERY_S, most=MAX_EVERY_S),
)
"""Options of every screen: theme, margin in per cent, degrees of rotation, shift against burn-in, seconds of a turn."""

PLACES = (Destination.LOBBY.value, Destination.PRESS.value, Destination.ROOMS.value)

MAX_CELLS = 6
"""Largest number of parts of one grid."""

_DAY_OPTION = Option(name="day", default="today", kind=OptionKind.DAY, choices=("today", "next"))
_ARRANGE = Option(name="arrange", default="even", choices=("even", "main", "columns", "rows"))

LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(name="lobby", folder="lobby", options=(Option(name="place", default="lobby", choices=PLACES[:2]),)),
        Layout(name="room", folder="rooms", needs_room=True),
        Layout(name="speakers", folder="speakers", needs_room=True),
        Layout(name="signing", folder="signing"),
        Layout(name="programme", folder="programme", options=(_DAY_OPTION,)),
        Layout(
            name="announcement",
            folder="announcement",
            options=(Option(name="place", default="lobby", choices=PLACES),),
        ),
        Layout(name="welcome", folder="welcome"),
        Layout(name="figures", folder="figures"),
        Layout(name="grid", folder="grid", is_cell=False, options=(_ARRANGE,)),
        Layout(name="test-card", folder="test-card", is_cell=False),
    )
}
"""Layouts by name, in the order in which they are offered. A grid has `cells` besides, see `layout_addresses`."""

LAYOUT_LABELS = key_family("layout.name.", LAYOUTS)
"""Layout → key of its name."""

_OPTIONS = {option.name: option for layout in LAYOUTS.values() for option in (*COMMON_OPTIONS, *layout.options)}

OPTION_LABELS = key_family("layout.option.", (*_OPTIONS, "cells", "languages", "room"))
"""Option → key of its label."""

CHOICE_LABELS = key_family(
    "layout.choice.",
    dict.fromkeys(f"{option.name}.{choice}" for option in _OPTIONS.values() for choice in option.choices)
    | dict.fromkeys(f"place.{place}" for place in PLACES),
)
"""`option.value` → key of the value's label, such as `theme.dark`."""


def options_of(layout: Layout) -> dict[str, Option]:
    """Return the options of a screen with this layout by name: its own, then those of all screens."""
    return {option.name: option for option in (*layout.options, *COMMON_OPTIONS)}
