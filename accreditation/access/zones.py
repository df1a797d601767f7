"""Zones of an event: how they nest, how many people they hold, when they close. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from accreditation.access.rules import Passback

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""Earlier than any movement."""


@dataclass(frozen=True, slots=True)
class ZonePolicy:
    """A zone's rules: the zone it lies `within`, what a second entry is, and how many it may hold."""

    within: str | None = None
    passback: Passback = Passback.HARD
    passback_s: int = 0
    capacity: int | None = None


class Zones:
    """The event's zones by code, and its `closings`, at each of which whoever was inside is out, scanned or not. A zone
    that is not named has the rules of `ZonePolicy()`."""

    def __init__(self, policies: Mapping[str, ZonePolicy], closings: Iterable[datetime] = ()) -> None:
        self._policies = policies
        self._closings: Sequence[datetime] = sorted(closings)

    def opened(self, at: datetime) -> datetime:
        """The last closing before a moment, or at it: who entered before it is out."""
        closed = bisect_right(self._closings, at)
        return self._closings[closed - 1] if closed else BEFORE_ALL

    def policy(self, zone: str) -> ZonePolicy:
        """The zone's rules."""
        return self._policies.get(zone, ZonePolicy())

    def around(self, zone: str) -> frozenset[str]:
        """The zones that this one lies in, directly or not."""
        found: set[str] = set()
        outer = self.policy(zone).within
        while outer is not None and outer not in found:
            found.add(outer)
            outer = self.policy(outer).within
        return frozenset(found)
