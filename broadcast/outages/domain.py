"""Which screens are dark, since when, and which of them are to be told of. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.feed.displays.standings import DARK, Standing
from broadcast.feed.screens import Screen

_WORST = (Standing.OTHER_TEXT, Standing.SILENT, Standing.BEHIND, Standing.UNCONFIRMED, Standing.CURRENT, Standing.GONE)
"""Order in which one of several standings stands for a screen: one of its languages may be gone, because it is left."""


class OutageRules(Struct, frozen=True, kw_only=True):
    """Seconds after which a dark screen is told of, whether on the console, and the addresses of the letters."""

    after: timedelta = timedelta(seconds=30)
    on_console: bool = True
    addresses: tuple[str, ...] = ()

    @property
    def are_off(self) -> bool:
        """Whether nothing is told to anyone."""
        return not self.on_console and not self.addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class DarkScreen:
    """A screen that is not known to show the board, and since when."""

    name: str
    standing: Standing
    since: datetime


class Outage(Struct, frozen=True, kw_only=True):
    """A dark screen that was told of: the notice that told of it, and when the screen was right again."""

    id: str
    notice: str
    screen: str
    standing: Standing
    since: datetime
    noticed_at: datetime
    ended_at: datetime | None = None


def find_standings(
    screens: Iterable[Screen], names: Collection[str], standing_of: Callable[[Screen], Standing]
) -> dict[str, Standing]:
    """Return how each of the named screens stands; one that is not connected is gone.

    A screen of several languages reports each as `{name}.{language}`; the worst of those that are connected counts.
    """
    found: dict[str, list[Standing]] = {name: [] for name in names}
    for screen in screens:
        base = screen.name if screen.name in found else screen.name.rpartition(".")[0]
        if base in found:
            found[base].append(standing_of(screen))
    return {name: min(of, key=_WORST.index, default=Standing.GONE) for name, of in found.items()}


class DarkTimes:
    """Since when each screen is dark. A screen that was never current since the start of the program is not."""

    def __init__(self) -> None:
        self._dark: dict[str, DarkScreen] = {}
        self._was_current: set[str] = set()
        self.current: frozenset[str] = frozenset()

    def observe(self, standings: Mapping[str, Standing], now: datetime, *, is_on: bool) -> None:
        """Take note of how all screens stand now. Unless it `is_on` (a day of the event), none becomes dark."""
        self.current = frozenset(name for name, one in standings.items() if one is Standing.CURRENT)
        self._was_current = (self._was_current | self.current) & standings.keys()
        for name, standing in standings.items():
            if standing in DARK and is_on and name in self._was_current:
                before = self._dark.get(name, DarkScreen(name=name, standing=standing, since=now))
                self._dark[name] = replace(before, standing=standing)
        kept = standings.keys() - self.current if is_on else set()
        self._dark = {name: one for name, one in self._dark.items() if name in kept}

    def list_dark(self, now: datetime, after: timedelta) -> list[DarkScreen]:
        """Return the screens that have been dark for at least `after`, by name."""
        return sorted((one for one in self._dark.values() if now - one.since >= after), key=lambda one: one.name)
