"""Rules of access that badges, grants and doors share: directions, windows, and what guards a zone. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Which way a door is being used. `EITHER` is a lane for both: whoever is inside leaves, whoever is not enters."""

    ENTRY = "entry"
    EXIT = "exit"
    EITHER = "either"


class Passback(StrEnum):
    """What happens to a badge that enters a zone it has not left: refused, let in with a warning, or refused until
    `passback_s` have gone by, after which the exit is taken to have been missed."""

    HARD = "hard"
    SOFT = "soft"
    TIMED = "timed"


@dataclass(frozen=True, slots=True)
class Window:
    """When something is open: `valid_from` ≤ t < `valid_until`."""

    valid_from: datetime
    valid_until: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is open at this moment."""
        return self.valid_from <= at < self.valid_until


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A right added to one badge: its zones, its own window, and how many entries it gives (None: any number)."""

    id: str
    zones: frozenset[str]
    window: Window
    entries: int | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class DoorRule:
    """The zone a door guards, its place in the token's zone bits, and the way the door is used.

    `capacity` is how many the zone may hold, None for any number; `passback_s` counts for `Passback.TIMED` alone.
    """

    zone: str
    zone_bit: int
    direction: Direction = Direction.ENTRY
    passback: Passback = Passback.HARD
    passback_s: int = 0
    capacity: int | None = None
