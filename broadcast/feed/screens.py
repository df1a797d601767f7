"""Which screens are connected, and what each says it has painted (CASES B16): two things, not one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from broadcast.board.domain.board import Revision

MOST_SCREENS = 500
"""Names kept: the venue's screens several times over; anybody may claim a name, so there is an end to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen by the name it gave. `shown` is what it painted last, in which language and when; None before that."""

    name: str
    connected: bool
    connected_at: datetime
    language: str
    shown: Revision | None = None
    shown_at: datetime | None = None


class Screens:
    """The screens of this node, and what is known of the other nodes'.

    A name belongs to the connection that claimed it last.
    """

    def __init__(self) -> None:
        self._screens: dict[str, Screen] = {}
        self._elsewhere: dict[str, Screen] = {}
        self._owners: dict[str, object] = {}

    def join(self, connection: object, name: str, *, language: str, now: datetime) -> bool:
        """A connection claims a name. False when there are too many screens already."""
        if name not in self._screens and len(self._screens) >= MOST_SCREENS and not self._forget_one():
            return False
        self._owners[name] = connection
        known = self._screens.pop(name, None)
        screen = Screen(name=name, connected=True, connected_at=now, language=language)
        if known is not None:
            screen = replace(screen, shown=known.shown, shown_at=known.shown_at)
        self._screens[name] = screen
        return True

    def show(self, connection: object, name: str, shown: Revision, *, language: str, now: datetime) -> bool:
        """A connection says what its screen has painted. False when the name is not its own."""
        if self._owners.get(name) is not connection:
            return False
        self._screens[name] = replace(self._screens[name], shown=shown, shown_at=now, language=language)
        return True

    def leave(self, connection: object, name: str) -> None:
        """A connection ended; its screen stays in the list, as gone."""
        if self._owners.get(name) is connection:
            del self._owners[name]
            self._screens[name] = replace(self._screens[name], connected=False)

    def learn(self, elsewhere: Iterable[Screen]) -> None:
        """Take what the other nodes say; of several that know a screen, the one it is connected to, or was last."""
        self._elsewhere = {}
        for screen in elsewhere:
            self._elsewhere[screen.name] = _better(screen, self._elsewhere.get(screen.name))

    def own(self) -> list[Screen]:
        """The screens of this node."""
        return list(self._screens.values())

    def listed(self) -> list[Screen]:
        """Every known screen of all nodes, by name."""
        names = sorted(self._screens.keys() | self._elsewhere.keys())
        return [_better(self._screens.get(name), self._elsewhere.get(name)) for name in names]

    def _forget_one(self) -> bool:
        """Make room: the screen that left and was heard of longest ago goes."""
        gone = next((name for name, screen in self._screens.items() if not screen.connected), None)
        if gone is not None:
            del self._screens[gone]
        return gone is not None


def _better(one: Screen | None, other: Screen | None) -> Screen:
    """Of what two nodes know of one screen: that it is connected, then what was claimed last."""
    known = [screen for screen in (one, other) if screen is not None]
    return max(known, key=lambda screen: (screen.connected, screen.connected_at))
