"""Rules of access shared by badges, grants and doors: directions, windows and the rules of a zone. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Direction(StrEnum):
    """Direction of a scan. `EITHER` is a lane for both: a badge that is inside leaves, any other badge enters."""

    ENTRY = "entry"
    EXIT = "exit"
    EITHER = "either"


class Passback(StrEnum):
    """Rule for a badge that enters a zone which it has not left.

    `HARD` refuses it, `SOFT` admits it with a warning, `TIMED` refuses it until `passback_s` seconds have passed
    and then assumes a missed exit.
    """

    HARD = "hard"
    SOFT = "soft"
    TIMED = "timed"


class Window(Struct, frozen=True):
    """Period of time: `valid_from` ≤ t < `valid_until`."""

    valid_from: datetime
    valid_until: datetime

    def holds(self, at: datetime) -> bool:
        """Return whether the window contains this moment."""
        return self.valid_from <= at < self.valid_until


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A right added to one badge: zones, window and number of entries (None for no limit); `used` entries are spent."""

    id: str
    zones: frozenset[str]
    window: Window
    entries: int | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class DoorRule:
    """The zone that a door guards, the zone's bit index in tokens, and the direction of the scan.

    `capacity` is the maximum number of people, None for no limit; `passback_s` applies to `Passback.TIMED` only.
    """

    zone: str
    zone_bit: int
    direction: Direction = Direction.ENTRY
    passback: Passback = Passback.HARD
    passback_s: int = 0
    capacity: int | None = None
