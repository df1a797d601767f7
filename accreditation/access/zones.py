"""Zones of an event: nesting, passback, capacity and closing times. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from accreditation.access.rules import Passback

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""A moment earlier than any movement."""


class ZonePolicy(Struct, frozen=True):
    """Rules of a zone: the zone that it lies `within`, its passback rule, and its capacity (None for no limit)."""

    within: str | None = None
    passback: Passback = Passback.HARD
    passback_s: int = 0
    capacity: int | None = None


class Zones:
    """Zones of an event by code, and its closing times.

    Each closing ends all presence, scanned out or not. An unknown zone has the rules of `ZonePolicy()`.
    """

    def __init__(self, policies: Mapping[str, ZonePolicy], closings: Iterable[datetime] = ()) -> None:
        self._policies = policies
        self._closings: Sequence[datetime] = sorted(closings)

    def opened(self, at: datetime) -> datetime:
        """Return the last closing at or before a moment, else `BEFORE_ALL`; earlier entries no longer count."""
        closed = bisect_right(self._closings, at)
        return self._closings[closed - 1] if closed else BEFORE_ALL

    def policy(self, zone: str) -> ZonePolicy:
        """Return the rules of the zone."""
        return self._policies.get(zone, ZonePolicy())

    def around(self, zone: str) -> frozenset[str]:
        """Return the zones that enclose this one, directly or indirectly."""
        enclosing: set[str] = set()
        outer = self.policy(zone).within
        while outer is not None and outer not in enclosing:
            enclosing.add(outer)
            outer = self.policy(outer).within
        return frozenset(enclosing)
