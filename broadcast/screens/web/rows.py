"""Rows of the list of screens: what is stored, with what the feed knows of its connections."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from broadcast.feed.screens import Screen
from broadcast.pages.layout_addresses import read_address
from broadcast.screens.actions.changing import ScreenList
from broadcast.screens.domain.pairing import Attempts, PairedScreen, base_name


class ScreenRow(Struct, frozen=True, kw_only=True):
    """A screen of the list. `layout` is "" for an address that is none any more.

    `connected` counts proved connections alone. `attempts` are of devices that used the name without proof, None
    without any. `live` are the connections by the name under which each reports.
    """

    screen: PairedScreen
    layout: str
    shown_room: str
    place: str
    languages: Sequence[str]
    live: Sequence[Screen]
    attempts: Attempts | None

    @property
    def connected(self) -> bool:
        """Whether the device of the screen is connected, proved."""
        return any(one.connected and one.proved for one in self.live)

    @property
    def reported_at(self) -> datetime | None:
        """The time of its last report, or None."""
        return max((one.shown_at for one in self.live if one.shown_at is not None), default=None)


def list_rows(listed: ScreenList, live: Iterable[Screen], rooms: Mapping[str, str]) -> list[ScreenRow]:
    """Return the rows of the screens; `rooms` are names of rooms by code."""
    by_name: dict[str, list[Screen]] = {}
    for one in live:
        by_name.setdefault(base_name(one.name), []).append(one)
    return [
        _make_row(screen, by_name.get(screen.name, []), rooms, listed.attempts.get(screen.name))
        for screen in listed.screens
    ]


def _make_row(
    screen: PairedScreen, live: list[Screen], rooms: Mapping[str, str], attempts: Attempts | None
) -> ScreenRow:
    shown = read_address(screen.address, rooms=rooms).address
    place = [rooms.get(screen.room, screen.room), screen.place]
    return ScreenRow(
        screen=screen,
        layout=shown.layout if shown else "",
        shown_room=rooms.get(shown.room, "") if shown else "",
        place=" · ".join(part for part in place if part),
        languages=shown.languages if shown else (),
        live=[one for one in live if one.proved],
        attempts=attempts,
    )
